// SPDX-License-Identifier: LGPL-2.1-or-later
#include "half_band.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace audioblocks {

namespace {

/// Taps 1, 3, 5, 7 samples from the middle one, which is 1/2: the maximally flat half-band filter
/// (Herrmann 1971). -50 dB from 0.35 of the rate on.
constexpr std::array<float, HalfBand::reach> taps{1225.0F / 4096.0F, -245.0F / 4096.0F,
                                                  49.0F / 4096.0F, -5.0F / 4096.0F};

}  // namespace

void HalfBand::run(std::span<const float> input, float* scratch, float* output) noexcept {
  const std::size_t pairs = input.size() / 2;
  const std::size_t count = halved(input.size());
  float* even = scratch;
  float* odd = scratch + count;
  const float* samples = input.data();
  std::fill(even, even + reach, 0.0F);
  std::fill(odd, odd + 2 * reach, 0.0F);
  for (std::size_t n = 0; n < pairs; ++n) {
    even[reach + n] = samples[2 * n];
    odd[2 * reach + n] = samples[2 * n + 1];
  }
  std::fill(even + reach + pairs, even + count, 0.0F);
  std::fill(odd + 2 * reach + pairs, odd + 4 * reach + pairs, 0.0F);
  for (std::size_t n = 0; n < count; ++n) {
    float sum = 0.5F * even[n];
    for (std::size_t k = 0; k < reach; ++k)
      sum += taps[k] * (odd[n + reach - 1 - k] + odd[n + reach + k]);
    output[n] = sum;
  }
}

double HalfBand::power(double frequency) noexcept {
  double sum = 0.5;
  for (std::size_t k = 0; k < reach; ++k)
    sum += 2.0 * static_cast<double>(taps[k]) *
           std::cos(2.0 * std::numbers::pi * frequency * static_cast<double>(2 * k + 1));
  return sum * sum;
}

}  // namespace audioblocks
