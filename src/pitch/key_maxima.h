// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The key maxima of McLeod & Wyvill, "A Smarter Way to Find Pitch" (2005), section 5: of each
/// positive lobe of a curve, the highest point.
class KeyMaxima {
 public:
  /// For curves of at most `most_values`. False if memory refuses; `budget` must outlive the
  /// object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t most_values) noexcept;

  /// Where they are, from `first` to before `end` (less than curve.size()), and after the lobe that
  /// the curve begins in. A lobe that these limits cut has no maximum if it is higher where it is
  /// cut. Valid until the next call.
  std::span<const std::uint32_t> find(std::span<const float> curve, std::size_t first,
                                      std::size_t end) noexcept AUDIOBLOCKS_REALTIME;

 private:
  [[nodiscard]] std::size_t highest_of_lobes(std::span<const float> curve, std::size_t begin,
                                             std::size_t end) noexcept;

  /// A bit a value, from the second value on: kernels::mark_maxima().
  AlignedArray<std::uint64_t> maxima_;
  AlignedArray<std::uint64_t> gaps_;
  AlignedArray<std::uint32_t> tops_;
};

}  // namespace audioblocks
