// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "src/base/buffer_constants.h"

namespace audioblocks {

/// Which samples of a block came in as a gap: a bit each, set in whole words.
class GapMap {
 public:
  void clear() noexcept {
    if (any_) words_.fill(0);
    any_ = false;
  }
  void mark(std::size_t first, std::size_t count) noexcept {
    any_ = true;
    for (const std::size_t end = first + count; first < end;) {
      const std::size_t bit = first % word_bits;
      const std::size_t bits = std::min(word_bits - bit, end - first);
      words_[first / word_bits] |= ~std::uint64_t{0} >> (word_bits - bits) << bit;
      first += bits;
    }
  }
  [[nodiscard]] bool is_gap(std::size_t sample) const noexcept {
    return (words_[sample / word_bits] >> sample % word_bits & 1) != 0;
  }
  /// Samples from `first` on, `most` at most, that are all gap or all none.
  [[nodiscard]] std::size_t run(std::size_t first, std::size_t most) const noexcept {
    std::size_t count = 1;
    while (count < most && is_gap(first + count) == is_gap(first)) ++count;
    return count;
  }

 private:
  static constexpr std::size_t word_bits = 64;
  static_assert(BufferConstants::max_block_samples % word_bits == 0);

  std::array<std::uint64_t, BufferConstants::max_block_samples / word_bits> words_{};
  bool any_ = false;
};

}  // namespace audioblocks
