// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <algorithm>

namespace audioblocks {

/// Counts the intervals of stream time from message to message. One thread.
class MessageInterval {
 public:
  void restart() noexcept { *this = MessageInterval(); }

  /// A block of `duration` passes, with the property `interval` (0: each block) as it is now.
  void pass(GstClockTime duration, GstClockTime interval) noexcept {
    elapsed_ += duration;
    if (interval == 0) {
      due_ = elapsed_;
      ++ended_;
      return;
    }
    // An interval that was made shorter, or was 0, takes effect at once.
    due_ = due_ > elapsed_ ? std::min(due_, elapsed_ - duration + interval) : due_;
    if (due_ == 0) due_ = interval;
    if (elapsed_ < due_) return;
    due_ += ((elapsed_ - due_) / interval + 1) * interval;
    ++ended_;
  }

  /// How often a block was the first that ended at or after the end of an interval.
  [[nodiscard]] guint64 ended() const noexcept { return ended_; }

 private:
  GstClockTime elapsed_ = 0;
  GstClockTime due_ = 0;
  guint64 ended_ = 0;
};

}  // namespace audioblocks
