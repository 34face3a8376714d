// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/cosine_transform.h"

#include <cmath>
#include <numbers>

#include "src/dsp/clones.h"
#include "src/dsp/kernels.h"
#include "src/dsp/running_sum.h"

namespace audioblocks {

namespace {

/// The real series whose spectrum holds the cosine transform.
AUDIOBLOCKS_CLONES void fold(const float* power, const float* sines, std::size_t half,
                             float* __restrict folded) noexcept {
  for (std::size_t k = 0; k < half; ++k) {
    const float mirrored = power[half - k];
    folded[k] = (power[k] + mirrored) - sines[k] * (power[k] - mirrored);
  }
}

}  // namespace

bool CosineTransform::prepare(FftFactory make_fft, MemoryBudget& budget,
                              std::size_t fft_size) noexcept {
  half_ = fft_size / 2;
  fft_.reset();
  fft_ = make_fft(budget, half_);
  const std::size_t bins = half_ / 2 + 1;
  if (!fft_ || !sines_.allocate(budget, MemoryKind::scratch, half_) ||
      !cosines_.allocate(budget, MemoryKind::scratch, half_) ||
      !folded_.allocate(budget, MemoryKind::fft, half_) ||
      !even_.allocate(budget, MemoryKind::fft, bins) ||
      !steps_.allocate(budget, MemoryKind::scratch, bins) ||
      !odd_.allocate(budget, MemoryKind::scratch, bins + 1))
    return false;
  for (std::size_t k = 0; k < half_; ++k) {
    const double angle = std::numbers::pi * static_cast<double>(k) / static_cast<double>(half_);
    sines_[k] = static_cast<float>(2.0 * std::sin(angle));
    cosines_[k] = static_cast<float>(2.0 * std::cos(angle));
  }
  return true;
}

void CosineTransform::run(const float* power, std::size_t count, float* correlation) noexcept {
  fold(power, sines_.data(), half_, folded_.data());
  fft_->forward(folded_.data(), even_.data(), steps_.data());

  const std::size_t pairs = (count + 1) / 2;
  running_sums(steps_.data(), pairs, odd_.data());
  const float* even = even_.data();
  const float* odd = odd_.data();
  // The table has 2 at k = 0.
  const float first = kernels::dot(power, cosines_.data(), half_) - power[0] - power[half_];
  for (std::size_t k = 0; k < pairs; ++k) {
    correlation[2 * k] = even[k];
    correlation[2 * k + 1] = first - odd[k + 1];
  }
}

}  // namespace audioblocks
