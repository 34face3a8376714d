// SPDX-License-Identifier: LGPL-2.1-or-later
#include "analysis_throttle.h"

namespace audioblocks {

bool AnalysisThrottle::skips(const Block& block) noexcept {
  // A load of less than a second tells of single blocks.
  const double load = elapsed_ns_ >= second_ns ? block.load : 0.0;
  elapsed_ns_ += block.duration_ns;
  held_ns_ += block.duration_ns;
  pressed_ = block.late || load > high_load;
  const bool easy = !block.late && 2.0 * load <= high_load;
  easy_ns_ = easy ? easy_ns_ + block.duration_ns : 0;

  if (pressed_ && divisor_ < max_divisor && (divisor_ == 1 || held_ns_ >= second_ns))
    change(divisor_ * 2);
  else if (divisor_ > 1 && easy_ns_ >= second_ns)
    change(divisor_ / 2);
  return blocks_++ % divisor_ != divisor_ - 1;
}

void AnalysisThrottle::change(unsigned divisor) noexcept {
  divisor_ = divisor;
  blocks_ = held_ns_ = easy_ns_ = 0;
}

}  // namespace audioblocks
