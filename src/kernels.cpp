// SPDX-License-Identifier: LGPL-2.1-or-later
#include "kernels.h"

#include "clones.h"

namespace audioblocks::kernels {

AUDIOBLOCKS_CLONES Energy energy(const float* x, std::size_t count) noexcept {
  double sum = 0.0;
  float peak = 0.0F;
  for (std::size_t i = 0; i < count; ++i) {
    const double wide = static_cast<double>(x[i]);
    const float magnitude = x[i] < 0.0F ? -x[i] : x[i];
    sum += wide * wide;
    peak = magnitude > peak ? magnitude : peak;
  }
  return {sum, peak};
}

AUDIOBLOCKS_CLONES void weigh(const float* x, const float* weights, float scale, std::size_t count,
                              float* __restrict out) noexcept {
  for (std::size_t i = 0; i < count; ++i) out[i] = x[i] * scale * weights[i];
}

AUDIOBLOCKS_CLONES void add_scaled(const float* x, float gain, std::size_t count,
                                   float* __restrict sum) noexcept {
  for (std::size_t i = 0; i < count; ++i) sum[i] += x[i] * gain;
}

AUDIOBLOCKS_CLONES Moments power_spectrum(const std::complex<float>* bins, std::size_t count,
                                          float* __restrict powers) noexcept {
  const auto* parts = reinterpret_cast<const float*>(bins);  // as [complex.numbers] allows
  const int last = static_cast<int>(count);  // of this type, a register of k becomes floats at once
  float power = 0.0F;
  float bin_power = 0.0F;
  float highest = 0.0F;
  for (int k = 0; k < last; ++k) {
    const auto at = static_cast<std::size_t>(k);
    const float p = parts[2 * at] * parts[2 * at] + parts[2 * at + 1] * parts[2 * at + 1];
    powers[at] = p;
    power += p;
    bin_power += static_cast<float>(k) * p;
    highest = p > highest ? p : highest;
  }
  return {static_cast<double>(power), static_cast<double>(bin_power), highest};
}

}  // namespace audioblocks::kernels
