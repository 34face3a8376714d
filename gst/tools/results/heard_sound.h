// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/tools/results/block.h"
#include "gst/tools/results/sound_time.h"

namespace audioblocks::tool {

/// Where the blocks of an input begin and end in time, and how much sound is in them.
class HeardSound {
 public:
  void add(const Block& block) {
    time_.add(block);
    if (!GST_CLOCK_TIME_IS_VALID(block.timestamp)) return;
    if (!GST_CLOCK_TIME_IS_VALID(start_)) start_ = block.timestamp;
    const auto length = static_cast<GstClockTime>(block.seconds() * GST_SECOND);
    end_ = block.timestamp + length;
    running_end_ = block.running_time + length;
  }

  [[nodiscard]] const SoundTime& time() const { return time_; }
  [[nodiscard]] GstClockTime end() const { return end_; }
  /// On the clock of notes, see Block::running_time.
  [[nodiscard]] GstClockTime running_end() const { return running_end_; }
  /// Where the end would be if nothing were missing in between.
  [[nodiscard]] GstClockTime gapless_end() const {
    return time_.nanoseconds() + (GST_CLOCK_TIME_IS_VALID(start_) ? start_ : 0);
  }

 private:
  SoundTime time_;
  /// GST_CLOCK_TIME_NONE and 0 as long as no block has a timestamp.
  GstClockTime start_ = GST_CLOCK_TIME_NONE;
  GstClockTime end_ = 0;
  GstClockTime running_end_ = 0;
};

}  // namespace audioblocks::tool
