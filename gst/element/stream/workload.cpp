// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/workload.h"

#include <algorithm>

namespace audioblocks {

namespace {

/// As in GstBaseTransform: twice the lateness ahead, so that there is something to catch up with.
/// At most what a GstClockTimeDiff holds.
GstClockTime earliest_after(GstClockTime timestamp, GstClockTimeDiff jitter) noexcept {
  constexpr auto latest = static_cast<GstClockTime>(G_MAXINT64);
  const GstClockTime distance =
      jitter < 0 ? 0 - static_cast<GstClockTime>(jitter) : static_cast<GstClockTime>(jitter);
  if (jitter < 0) return timestamp > distance ? std::min(timestamp - distance, latest) : 0;
  if (timestamp > latest || distance > (latest - timestamp) / 2) return latest;
  return timestamp + 2 * distance;
}

}  // namespace

void Workload::note_qos(double proportion, GstClockTimeDiff jitter,
                        GstClockTime timestamp) noexcept {
  if (!GST_CLOCK_TIME_IS_VALID(timestamp)) return;
  proportion_ = proportion;
  earliest_ = earliest_after(timestamp, jitter);
}

void Workload::restart() noexcept {
  forget_qos();
  throttle_ = {};
  size_step_ = {};
  quality_ = {};
}

bool Workload::skips(GstClockTime running_time, double load, GstClockTime duration) noexcept {
  const GstClockTime earliest = earliest_.load();
  const bool late = GST_CLOCK_TIME_IS_VALID(running_time) && running_time < earliest;
  const bool skips = throttle_.skips({.late = late, .load = load, .duration_ns = duration});
  quality_.divisor = throttle_.divisor();
  quality_.jitter = late ? GST_CLOCK_DIFF(running_time, earliest) : 0;
  quality_.proportion = proportion_.load();
  return skips;
}

}  // namespace audioblocks
