// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/helper/block_tracker.h"

#include <utility>

namespace audioblocks {

void BlockTracker::block(const BlockResult& result, bool lost_before) {
  const BlockPosition& position = result.position;
  const bool has_pitch = position.analyzed != FALSE && result.analysis.has_pitch;
  if (lost_before || !has_pitch || !continues(position)) end_run();
  next_index_ = position.block_index + 1;
  next_sample_ = position.start_sample + static_cast<guint64>(position.valid_samples);
  if (has_pitch && result.tracking.any())
    track(result, lost_before);
  else
    announcer_.block(result, lost_before);
  if (result.tracking.notes && !has_pitch && !result.skipped) warn_of_no_pitch();
}

bool BlockTracker::continues(const BlockPosition& position) const noexcept {
  return position.discont == FALSE && position.block_index > 0 &&
         position.block_index == next_index_ && position.start_sample == next_sample_;
}

void BlockTracker::track(const BlockResult& result, bool lost_before) {
  if (result.tracking.lag > 0)
    pitch_.push(result, lost_before);
  else
    announcer_.block(result, lost_before);
  if (result.tracking.notes) notes_.push(result);
  has_warned_ = false;
  holds_ = !pitch_.empty() || !notes_.empty();
}

void BlockTracker::warn_of_no_pitch() {
  if (std::exchange(has_warned_, true)) return;
  announcer_.no_pitch_for_notes();
}

void BlockTracker::end_run() {
  if (!holds()) return;
  pitch_.drain();
  notes_.finish();
  holds_ = false;
}

void BlockTracker::discard() {
  if (!holds()) return;
  pitch_.discard();
  notes_.discard();
  holds_ = false;
}

}  // namespace audioblocks
