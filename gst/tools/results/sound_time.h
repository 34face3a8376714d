// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>

#include "gst/tools/results/block.h"

namespace audioblocks::tool {

/// The duration of blocks: their samples divided by the rate. The sum of the blocks' durations
/// would be off by what was rounded.
class SoundTime {
 public:
  void add(const Block& block) {
    if (block.rate <= 0) return;
    if (block.rate != rate_) {
      before_ = nanoseconds();
      samples_ = 0;
      rate_ = block.rate;
    }
    samples_ += static_cast<std::uint64_t>(block.valid_samples);
  }

  [[nodiscard]] double seconds() const {
    const double before = static_cast<double>(before_) / GST_SECOND;
    return rate_ > 0 ? before + static_cast<double>(samples_) / rate_ : before;
  }
  [[nodiscard]] GstClockTime nanoseconds() const {
    if (rate_ <= 0) return before_;
    return before_ + gst_util_uint64_scale(samples_, GST_SECOND, static_cast<guint64>(rate_));
  }

 private:
  /// Up to the last change of the rate.
  GstClockTime before_ = 0;
  /// Since then.
  std::uint64_t samples_ = 0;
  int rate_ = 0;
};

}  // namespace audioblocks::tool
