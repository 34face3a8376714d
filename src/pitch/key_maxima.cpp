// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/key_maxima.h"

#include <algorithm>
#include <bit>

#include "src/dsp/kernels.h"

namespace audioblocks {

namespace {

constexpr std::size_t word_bits = 64;

/// Where a curve ceases to be positive, from `i` on; `end` if nowhere.
std::size_t next_gap(std::span<const float> curve, std::size_t i, std::size_t end) noexcept {
  while (i < end && curve[i] > 0.0F) ++i;
  return i;
}

}  // namespace

bool KeyMaxima::prepare(MemoryBudget& budget, std::size_t most_values) noexcept {
  const std::size_t words = most_values / word_bits + 1;
  return maxima_.allocate(budget, MemoryKind::scratch, words) &&
         gaps_.allocate(budget, MemoryKind::scratch, words) &&
         tops_.allocate(budget, MemoryKind::scratch, most_values / 2 + 1);
}

std::span<const std::uint32_t> KeyMaxima::find(std::span<const float> curve, std::size_t first,
                                               std::size_t end) noexcept {
  const std::size_t begin = std::max(next_gap(curve, 1, end), first);
  if (begin >= end) return {};
  std::span<const std::uint32_t> tops{tops_.data(), highest_of_lobes(curve, begin, end)};
  if (!tops.empty() && curve[begin] > curve[tops.front()] &&
      next_gap(curve, begin, tops.front()) == tops.front())
    tops = tops.subspan(1);
  if (!tops.empty() && curve[end - 1] > curve[tops.back()] &&
      next_gap(curve, tops.back(), end) == end)
    tops = tops.first(tops.size() - 1);
  return tops;
}

/// Writes tops_, returns how many.
std::size_t KeyMaxima::highest_of_lobes(std::span<const float> curve, std::size_t begin,
                                        std::size_t end) noexcept {
  kernels::mark_maxima(curve.data() + 1, end - 1, maxima_.data(), gaps_.data());
  std::uint32_t* tops = tops_.data();
  std::size_t count = 0;
  bool is_new_lobe = true;
  float height = 0.0F;
  std::uint64_t skipped = (std::uint64_t{1} << (begin - 1) % word_bits) - 1;
  for (std::size_t word = (begin - 1) / word_bits; word * word_bits < end - 1; ++word) {
    std::uint64_t maxima = maxima_[word] & ~skipped;
    std::uint64_t gaps = gaps_[word] & ~skipped;
    skipped = 0;
    while (maxima != 0) {
      const int bit = std::countr_zero(maxima);
      const std::uint64_t before = (std::uint64_t{1} << bit) - 1;
      is_new_lobe |= (gaps & before) != 0;
      gaps &= ~before;
      maxima &= maxima - 1;
      const std::size_t i = 1 + word * word_bits + static_cast<std::size_t>(bit);
      count += static_cast<std::size_t>(is_new_lobe);
      const bool is_top = is_new_lobe | (curve[i] > height);
      height = is_top ? curve[i] : height;
      tops[count - 1] = is_top ? static_cast<std::uint32_t>(i) : tops[count - 1];
      is_new_lobe = false;
    }
    is_new_lobe |= gaps != 0;
  }
  return count;
}

}  // namespace audioblocks
