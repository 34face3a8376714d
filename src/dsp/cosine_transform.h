// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <memory>

#include "src/base/realtime.h"
#include "src/dsp/fft.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The inverse transform of a power spectrum. Since that is real and even, it takes half the work
/// of the general case: a DCT-I through a real transform of half the size (Press et al., "Numerical
/// Recipes", section 12.4.2).
class CosineTransform {
 public:
  /// Plans for the spectrum of a real transform of `fft_size` values, a multiple of 4. False if
  /// memory or the planner refuses; `budget` must outlive the object.
  [[nodiscard]] bool prepare(FftFactory make_fft, MemoryBudget& budget,
                             std::size_t fft_size) noexcept;

  /// c[m] = p[0] + (−1)^m·p[n] + 2·Σ p[k]·cos(π·k·m/n), k = 1 … n − 1, n = fft_size/2, for the
  /// first `count` m, at most n, rounded up to an even number.
  void run(const float* power, std::size_t count, float* correlation) noexcept AUDIOBLOCKS_REALTIME;

 private:
  std::size_t half_ = 0;
  std::unique_ptr<Fft> fft_;
  /// 2·sin and 2·cos(π·k/half_), half_ of each.
  AlignedArray<float> sines_;
  AlignedArray<float> cosines_;
  AlignedArray<float> folded_;
  /// The correlation's even values, the differences between its odd values, and the odd values.
  AlignedArray<float> even_;
  AlignedArray<float> steps_;
  AlignedArray<float> odd_;
};

}  // namespace audioblocks
