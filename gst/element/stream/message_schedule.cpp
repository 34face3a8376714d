// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/message_schedule.h"

#include <algorithm>
#include <utility>

namespace audioblocks {

void MessageSchedule::start() noexcept {
  elapsed_ = end_ = 0;
  due_ = {};
  dues_ = 0;
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
  return is_awaited(result, due_ != before) || result.to_analyze || result.tracking.notes ||
         settings_.buffer_debug.load();
}

/// True if a message can be posted with the block, its own or one that waited for it.
bool MessageSchedule::is_awaited(const BlockResult& result, bool is_due) noexcept {
  dues_ = dues_ << 1 | static_cast<unsigned>(is_due);
  const unsigned lag = result.tracking.lag;
  const bool is_tracked = result.position.analyzed != FALSE && result.analysis.has_pitch;
  // A block without a pitch ends the track: with it, all that waits is reported.
  const unsigned own = 1U << lag;
  return (dues_ & (is_tracked ? own : 2 * own - 1)) != 0;
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
