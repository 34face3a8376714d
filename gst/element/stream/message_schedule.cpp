// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/message_schedule.h"

#include <algorithm>
#include <utility>

namespace audioblocks {

void MessageSchedule::start() noexcept {
  elapsed_ = end_ = 0;
  due_ = {};
  divisor_ = 1;
}

namespace {

/// False with `analyses=none`: a message would hold nothing but the block's position.
bool has_something_to_report(const BlockResult& result) noexcept {
  return result.position.analyzed != FALSE || result.to_analyze || result.skipped;
}

}  // namespace

bool MessageSchedule::pass(BlockResult& result) noexcept {
  const MessagesDue before = due_;
  if (interval_ends(result.position.duration) && settings_.post_messages.load() &&
      has_something_to_report(result))
    ++due_.results;
  if (std::exchange(divisor_, result.quality.divisor) != result.quality.divisor) ++due_.quality;
  result.due = due_;
  return due_ != before || result.to_analyze || result.tracking.any() ||
         settings_.buffer_debug.load();
}

/// True with the first block that ends at or after the end of an interval of stream time; with
/// every block where the interval is 0.
bool MessageSchedule::interval_ends(GstClockTime duration) noexcept {
  const GstClockTime interval = settings_.interval.load();
  elapsed_ += duration;
  if (interval == 0) {
    end_ = elapsed_;
    return true;
  }
  // An interval that was made shorter, or was 0, takes effect at once.
  end_ = end_ > elapsed_ ? std::min(end_, elapsed_ - duration + interval) : end_;
  if (end_ == 0) end_ = interval;
  if (elapsed_ < end_) return false;
  end_ += ((elapsed_ - end_) / interval + 1) * interval;
  return true;
}

}  // namespace audioblocks
