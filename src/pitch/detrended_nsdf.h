// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/low_trend.h"
#include "src/pitch/peak.h"

namespace audioblocks {

/// The NSDF of a block without its trend, computed directly at single lags: the trend is taken out
/// of each of the two stretches that a lag compares. So a period has a height of 1 whatever lies
/// below it, while taking the trend out of the whole block bends what holds two or three periods.
class DetrendedNsdf {
 public:
  /// False if memory refuses; `budget` must outlive the object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t block_samples) noexcept;

  /// The maximum around a period in samples; nothing where there is none. `rate` in Hz.
  [[nodiscard]] Peak peak_near(std::span<const float> block, double period, LowTrend& trend,
                               double rate) noexcept AUDIOBLOCKS_REALTIME;

 private:
  [[nodiscard]] double at(std::span<const float> block, std::size_t lag, LowTrend& trend,
                          double rate) noexcept;

  /// The two stretches.
  AlignedArray<float> earlier_;
  AlignedArray<float> later_;
};

}  // namespace audioblocks
