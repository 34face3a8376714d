// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/input/running_time.h"

namespace audioblocks {

namespace {

bool plays_forward(const GstSegment& segment) noexcept {
  return segment.format == GST_FORMAT_TIME && segment.rate > 0.0;
}

/// `sign` is what GStreamer's functions return for a value without one; 0: there is none.
std::optional<gint64> with_sign(gint sign, guint64 value) noexcept {
  if (sign == 0 || value > G_MAXINT64) return std::nullopt;
  return sign * static_cast<gint64>(value);
}

}  // namespace

std::optional<gint64> running_time_at(const GstSegment& segment, GstClockTime position) noexcept {
  if (!plays_forward(segment) || position > G_MAXINT64) return std::nullopt;
  guint64 time = 0;
  const gint sign = gst_segment_to_running_time_full(&segment, GST_FORMAT_TIME, position, &time);
  return with_sign(sign, time);
}

std::optional<gint64> position_at(const GstSegment& segment, gint64 running_time) noexcept {
  if (!plays_forward(segment) || running_time < 0) return std::nullopt;
  guint64 position = 0;
  const gint sign = gst_segment_position_from_running_time_full(
      &segment, GST_FORMAT_TIME, static_cast<guint64>(running_time), &position);
  return with_sign(sign, position);
}

bool play_alike(const GstSegment& one, const GstSegment& other) noexcept {
  return plays_forward(one) && plays_forward(other) && one.rate == other.rate &&
         one.applied_rate == other.applied_rate;
}

}  // namespace audioblocks
