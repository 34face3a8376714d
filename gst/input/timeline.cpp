// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/input/timeline.h"

#include <algorithm>

namespace audioblocks {

namespace {

GstClockTime distance(GstClockTime a, GstClockTime b) noexcept { return a > b ? a - b : b - a; }

/// `expected` may lie before 0.
GstClockTime distance_to(gint64 expected, GstClockTime pts) noexcept {
  if (expected >= 0) return distance(pts, static_cast<GstClockTime>(expected));
  return pts + static_cast<GstClockTime>(-expected);
}

}  // namespace

void Timeline::configure(gint rate) noexcept {
  clock_.rate = rate;
  sample_ = gst_util_uint64_scale_ceil(1, GST_SECOND, static_cast<guint64>(rate));
  end_run();
}

bool Timeline::jumps(GstClockTime pts, bool discont, Alignment alignment) noexcept {
  if (!running_ || !GST_CLOCK_TIME_IS_VALID(pts)) return false;
  const GstClockTime drift = distance(pts, expected());
  if (discont && drift > one_sample()) return true;
  // Upstream rounds to nanoseconds or, as muxers do, to samples.
  const GstClockTime rounding = std::max<GstClockTime>(sample_ / 2, 1);
  if (drift <= alignment.threshold || drift - alignment.threshold <= rounding) {
    drifting_ = false;
    return false;
  }
  if (!drifting_) drifting_since_ = received_;
  drifting_ = true;
  return drift >= alignment.wait || offset_of(received_ - drifting_since_) >= alignment.wait;
}

bool Timeline::is_elsewhere(gint64 expected, GstClockTime pts) const noexcept {
  return distance_to(expected, pts) > one_sample();
}

void Timeline::anchor(GstClockTime pts) noexcept {
  clock_.anchor = GST_CLOCK_TIME_IS_VALID(pts) ? pts : 0;
  clock_.rounds_up = false;
  received_ = 0;
  running_ = true;
  drifting_ = false;
}

bool Timeline::resume(GstClockTime start, gint64 expected, GstClockTime pts) noexcept {
  const bool known = GST_CLOCK_TIME_IS_VALID(pts);
  if (known ? is_elsewhere(expected, pts) : expected < 0) return false;
  GstClockTime at = pts;
  // What is only rounding must not add up over many segments, nor move the run off its samples.
  if (!known || distance_to(expected, pts) <= sample_ / 2)
    at = std::max(static_cast<GstClockTime>(std::max<gint64>(expected, 0)), start);
  // Elements that look for the sample at a time round down, and would find the sample before the
  // one with which the first block in the segment begins.
  clock_.rounds_up = true;
  clock_.anchor = at - offset_of(received_);
  drifting_ = false;
  return true;
}

guint64 Timeline::gap_samples(GstClockTime pts, GstClockTime duration,
                              GstClockTime threshold) const noexcept {
  const auto rate = static_cast<guint64>(clock_.rate);
  if (!running_ || !GST_CLOCK_TIME_IS_VALID(pts) || distance(pts, expected()) > threshold)
    return gst_util_uint64_scale_round(duration, rate, GST_SECOND);
  const GstClockTime end = pts + duration;
  if (end <= expected()) return 0;
  const guint64 until = gst_util_uint64_scale_round(end - clock_.anchor, rate, GST_SECOND);
  return until > received_ ? until - received_ : 0;
}

GstClockTime Timeline::offset_of(guint64 sample) const noexcept {
  return gst_util_uint64_scale_ceil(sample, GST_SECOND, static_cast<guint64>(clock_.rate));
}

}  // namespace audioblocks
