// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The spectrum of real samples from that of their pairs, read as complex numbers: half the work of
/// transforming the samples themselves (Press et al., "Numerical Recipes", section 12.3.2).
class RealSpectrum {
 public:
  /// Builds the tables for so many pairs. False if the budget refuses; it must outlive the object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t pairs) noexcept;

  /// From Z[0 … pairs], with real and imaginary values alternating and Z[pairs] = Z[0], to
  /// X[0 … pairs].
  void run(const float* z, float* real, float* imaginary) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  std::size_t pairs_ = 0;
  /// Half of cos and sin(π·k/pairs_), k = 0 … pairs_/2.
  AlignedArray<float> half_cosines_;
  AlignedArray<float> half_sines_;
};

}  // namespace audioblocks
