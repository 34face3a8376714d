// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/input/timeline.h"

namespace audioblocks {

void Timeline::configure(gint rate) {
  rate_ = rate;
  sample_ = gst_util_uint64_scale_ceil(1, GST_SECOND, static_cast<guint64>(rate));
  end_run();
}

bool Timeline::jumps(GstClockTime pts, bool discont, Alignment alignment) noexcept {
  if (!running_ || !GST_CLOCK_TIME_IS_VALID(pts)) {
    drifts_ = false;
    return false;
  }
  const GstClockTime drift = drift_of(pts);
  // Half a sample more, because timestamps may be rounded to samples.
  if (drift <= alignment.threshold || drift - alignment.threshold <= sample_ / 2) {
    drifts_ = false;
    return false;
  }
  if (discont) return true;
  if (!drifts_) drift_began_ = received_;
  drifts_ = true;
  return time_of(received_) - time_of(drift_began_) >= alignment.wait;
}

void Timeline::anchor(GstClockTime pts) noexcept {
  anchor_ = GST_CLOCK_TIME_IS_VALID(pts) ? pts : 0;
  received_ = 0;
  running_ = true;
  drifts_ = false;
}

GstClockTime Timeline::drift_of(GstClockTime pts) const noexcept {
  const GstClockTime here = expected();
  return pts > here ? pts - here : here - pts;
}

guint64 Timeline::gap_samples(GstClockTime pts, GstClockTime duration,
                              GstClockTime threshold) const noexcept {
  const auto rate = static_cast<guint64>(rate_);
  if (!running_ || !GST_CLOCK_TIME_IS_VALID(pts) || drift_of(pts) > threshold)
    return gst_util_uint64_scale_round(duration, rate, GST_SECOND);
  const GstClockTime end = pts + duration;
  if (end <= anchor_) return 0;
  const guint64 until = gst_util_uint64_scale_round(end - anchor_, rate, GST_SECOND);
  return until > received_ ? until - received_ : 0;
}

GstClockTime Timeline::time_of(guint64 sample) const noexcept {
  return anchor_ + gst_util_uint64_scale(sample, GST_SECOND, static_cast<guint64>(rate_));
}

}  // namespace audioblocks
