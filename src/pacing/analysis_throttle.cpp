// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pacing/analysis_throttle.h"

namespace audioblocks {

bool AnalysisThrottle::skips(const Block& block) noexcept {
  // Over less than a second, the load is that of single blocks.
  const double load = elapsed_ns_ >= second_ns ? block.load : 0.0;
  elapsed_ns_ += block.duration_ns;
  held_ns_ += block.duration_ns;
  pressed_ = block.late || load > high_load;
  const bool easy = !block.late && 2.0 * load <= high_load;
  easy_ns_ = easy ? easy_ns_ + block.duration_ns : 0;

  if (pressed_ && shift_ < max_shift && (shift_ == 0 || held_ns_ >= second_ns))
    change(shift_ + 1);
  else if (shift_ > 0 && easy_ns_ >= second_ns)
    change(shift_ - 1);
  const std::uint64_t last = divisor() - 1;
  return (blocks_++ & last) != last;
}

void AnalysisThrottle::change(unsigned shift) noexcept {
  shift_ = shift;
  blocks_ = held_ns_ = easy_ns_ = 0;
}

}  // namespace audioblocks
