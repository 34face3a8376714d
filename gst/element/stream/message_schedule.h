// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/analysis/block_result.h"
#include "gst/analysis/settings.h"

namespace audioblocks {

/// Decides with which block a message is due, and which results can wait for the helper thread. It
/// counts every block, those too whose results are evicted: the next result then brings the
/// message. Streaming thread.
class MessageSchedule {
 public:
  explicit MessageSchedule(const Settings& settings) noexcept : settings_(settings) {}

  /// Counts anew.
  void start() noexcept;
  /// A block passes: sets `result.due`. True if the helper thread must come to the result at once.
  [[nodiscard]] bool pass(BlockResult& result) noexcept;
  /// A later message has to know of the result: its peak is the highest since the last message.
  [[nodiscard]] bool keeps(const BlockResult& result) const noexcept {
    return result.analysis.has_level && settings_.post_messages.load();
  }

 private:
  [[nodiscard]] bool interval_ends(GstClockTime duration) noexcept;
  [[nodiscard]] bool is_awaited(const BlockResult& result, bool is_due) noexcept;

  const Settings& settings_;
  /// Stream time since the start, and the end of the interval under way; nanoseconds.
  GstClockTime elapsed_ = 0;
  GstClockTime end_ = 0;
  MessagesDue due_;
  /// Whether one became due with the last blocks, a bit each, the last block's being the lowest.
  unsigned dues_ = 0;
  /// The last block's, see BlockQuality.
  guint divisor_ = 1;
};

}  // namespace audioblocks
