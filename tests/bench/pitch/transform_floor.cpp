// SPDX-License-Identifier: LGPL-2.1-or-later
#include "transform_floor.h"

#include <algorithm>

#include "bench_fft.h"

namespace audioblocks {

bool TransformFloor::prepare(std::size_t block_samples) {
  forward_ = bench_fft(2 * block_samples);
  inverse_ = bench_fft(block_samples);
  return forward_ && inverse_ &&
         padded_.allocate(budget_, MemoryKind::scratch, 2 * block_samples) &&
         spectrum_.allocate(budget_, MemoryKind::scratch, block_samples + 1) &&
         correlation_.allocate(budget_, MemoryKind::scratch, block_samples);
}

Estimate TransformFloor::detect(std::span<const float> block) {
  std::ranges::copy(block, padded_.span().begin());  // the zeros after it stay
  forward_->forward(padded_.data(), spectrum_.data());
  inverse_->inverse(spectrum_.data(), correlation_.data());
  return {};
}

}  // namespace audioblocks
