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

/// Not a detector, but the least cost of any detector that correlates a block through the spectrum:
/// a real transform of the block with as many zeros, and one at half the rate.
class TransformFloor : public Detector {
 public:
  /// Returns false if the memory or the FFT's planner fails.
  [[nodiscard]] bool prepare(std::size_t block_samples);

  /// For a whole block. Never returns a guess.
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
