// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/helper/peak_meter.h"

#include <algorithm>

namespace audioblocks {

void PeakMeter::forget() noexcept {
  reported();
  peaks_.fill({});
  last_ = {};
}

void PeakMeter::block(const BlockResult& result, bool lost_before) noexcept {
  const BlockPosition& position = result.position;
  if (begins(result)) forget();
  const GstClockTime passed = missing_time(position, lost_before);
  const BlockAnalysis& analysis = result.analysis;
  const auto channels = static_cast<std::size_t>(position.channels);
  for (std::size_t channel = 0; channel < channels; ++channel) {
    peaks_[channel].pass(passed);
    if (!analysis.has_level) {
      peaks_[channel].pass(position.duration);
      continue;
    }
    const double peak = analysis.channel_peak[channel];
    highest_[channel] = std::max(highest_[channel], peak);
    falling_[channel] = peaks_[channel].take(peak, position.duration, result.peak_fall);
  }
  last_ = position;
  epoch_ = result.epoch;
}

bool PeakMeter::begins(const BlockResult& result) const noexcept {
  return result.epoch != epoch_ || result.position.channels != last_.channels ||
         result.position.rate != last_.rate;
}

/// The time between the last block and `next`, nanoseconds: what was lost, and blocks of the same
/// run whose results nobody asked for.
GstClockTime PeakMeter::missing_time(const BlockPosition& next, bool lost_before) const noexcept {
  if (last_.channels == 0) return 0;
  const bool has_times =
      GST_CLOCK_TIME_IS_VALID(last_.running_time) && GST_CLOCK_TIME_IS_VALID(next.running_time);
  if (next.discont == FALSE && !(lost_before && has_times)) return missing_samples(next);
  // Times that go back are those of a segment played backwards or of another one.
  const GstClockTime from = last_.running_time + last_.duration;
  if (!has_times || next.timestamp < last_.timestamp) return 0;
  return next.running_time > from ? next.running_time - from : 0;
}

/// That time by the positions of the samples; 0 for a block of another run.
GstClockTime PeakMeter::missing_samples(const BlockPosition& next) const noexcept {
  const guint64 end = last_.start_sample + static_cast<guint64>(last_.valid_samples);
  if (next.block_index <= last_.block_index || next.start_sample <= end) return 0;
  return gst_util_uint64_scale(next.start_sample - end, GST_SECOND,
                               static_cast<guint64>(next.rate));
}

}  // namespace audioblocks
