// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pacing/block_size_step.h"

#include <algorithm>

namespace audioblocks {

void BlockSizeStep::negotiated(std::size_t samples) noexcept {
  const bool granted = wanted_ != 0 && samples == wanted_;
  current_ = samples;
  held_ns_ = clean_ns_ = 0;
  if (granted) {
    if (level_ == 0) wanted_ = 0;
    return;
  }
  denied_ = wanted_ != 0;
  base_ = samples;
  wanted_ = 0;
  level_ = 0;
}

std::size_t BlockSizeStep::wish(bool late, std::uint64_t duration_ns) noexcept {
  if (wanted_ != 0 && wanted_ != current_) {
    // The last call's wish was not granted.
    wanted_ = 0;
    level_ = 0;
    base_ = current_;
    denied_ = true;
  }
  held_ns_ += duration_ns;
  clean_ns_ = late ? 0 : clean_ns_ + duration_ns;
  if (late && !denied_ && held_ns_ >= rise_ns && size_of(level_ + 1) > current_)
    return ask_for(level_ + 1);
  if (level_ > 0 && clean_ns_ >= fall_ns) return ask_for(level_ - 1);
  return 0;
}

std::size_t BlockSizeStep::size_of(unsigned level) const noexcept {
  return std::min(base_ << level, BufferConstants::max_block_samples);
}

std::size_t BlockSizeStep::ask_for(unsigned level) noexcept {
  level_ = level;
  held_ns_ = clean_ns_ = 0;
  return wanted_ = size_of(level);
}

}  // namespace audioblocks
