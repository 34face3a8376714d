// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/detectors/transform_floor.h"

#include <algorithm>

#include "tests/bench/pitch/detectors/bench_fft.h"

namespace audioblocks {

bool TransformFloor::prepare(std::size_t block_samples) {
  whole_ = bench_fft(budget_, 2 * block_samples);
  half_ = bench_fft(budget_, block_samples);
  return whole_ && half_ && padded_.allocate(budget_, MemoryKind::scratch, 2 * block_samples) &&
         real_.allocate(budget_, MemoryKind::scratch, block_samples + 1) &&
         imaginary_.allocate(budget_, MemoryKind::scratch, block_samples + 1);
}

Estimate TransformFloor::detect(std::span<const float> block) {
  std::ranges::copy(block, padded_.span().begin());  // the zeros after it remain
  whole_->forward(padded_.data(), real_.data(), imaginary_.data());
  half_->forward(padded_.data(), real_.data(), imaginary_.data());
  return {};
}

}  // namespace audioblocks
