// SPDX-License-Identifier: LGPL-2.1-or-later
#include "workload.h"

namespace audioblocks {

void Workload::note_qos(double proportion, GstClockTimeDiff jitter,
                        GstClockTime timestamp) noexcept {
  if (!GST_CLOCK_TIME_IS_VALID(timestamp)) return;
  // As in GstBaseTransform: twice the lateness ahead, so that there is something to catch up with.
  const GstClockTimeDiff ahead = jitter > 0 ? 2 * jitter : jitter;
  const auto earliest = static_cast<GstClockTimeDiff>(timestamp) + ahead;
  proportion_ = proportion;
  earliest_ = earliest > 0 ? static_cast<GstClockTime>(earliest) : 0;
}

void Workload::restart() noexcept {
  forget_qos();
  throttle_ = {};
  size_ = {};
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
