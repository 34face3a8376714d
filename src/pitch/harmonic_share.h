// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The part of a block's power that lies near the harmonics of a frequency.
class HarmonicShare {
 public:
  /// For power spectra of at most `most_bins`. False if memory refuses; `budget` must outlive the
  /// object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t most_bins) noexcept;

  /// The share, 0 … 1, in a power spectrum, bin 0 left out. `spacing` is the frequency,
  /// `resolution` rate/length of the block, both in bins.
  [[nodiscard]] double of(std::span<const float> power, double spacing,
                          double resolution) noexcept AUDIOBLOCKS_REALTIME;

 private:
  /// The power of the bins from 1 to before each.
  AlignedArray<float> power_below_;
};

}  // namespace audioblocks
