// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <bitset>
#include <cstddef>

#include "buffer_constants.h"

namespace audioblocks {

/// Which samples of a block came in as a gap.
class GapMap {
 public:
  void clear() noexcept {
    if (any_) gaps_.reset();
    any_ = false;
  }
  void mark(std::size_t first, std::size_t count) noexcept {
    for (std::size_t i = 0; i < count; ++i) gaps_[first + i] = true;
    any_ = true;
  }
  [[nodiscard]] bool is_gap(std::size_t sample) const noexcept { return gaps_[sample]; }
  /// Samples from `first` on, `most` at most, that are all gap or all none.
  [[nodiscard]] std::size_t run(std::size_t first, std::size_t most) const noexcept {
    std::size_t count = 1;
    while (count < most && gaps_[first + count] == gaps_[first]) ++count;
    return count;
  }

 private:
  std::bitset<BufferConstants::max_block_samples> gaps_;
  bool any_ = false;
};

}  // namespace audioblocks
