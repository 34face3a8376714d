// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "src/dsp/fft.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "tests/bench/pitch/detectors/detector.h"

namespace audioblocks {

/// No detector, but what any of them costs that correlates a block through the spectrum: a real
/// transform of the block and as many zeros, and one at half the rate.
class TransformFloor : public Detector {
 public:
  /// False if memory or the FFT's planner refuses.
  [[nodiscard]] bool prepare(std::size_t block_samples);

  /// A whole block. Always no guess.
  Estimate detect(std::span<const float> block) override;

 private:
  MemoryBudget budget_;
  std::unique_ptr<Fft> whole_;
  std::unique_ptr<Fft> half_;
  AlignedArray<float> padded_;
  AlignedArray<float> real_;
  AlignedArray<float> imaginary_;
};

}  // namespace audioblocks
