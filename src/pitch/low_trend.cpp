// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/low_trend.h"

#include <algorithm>
#include <cstdint>

#include "src/dsp/clones.h"
#include "src/dsp/kernels.h"

namespace audioblocks {

namespace {

/// Where sample `i` of `count` lies between −1 and 1.
[[gnu::always_inline]] inline float place_of(std::size_t i, float scale) noexcept {
  return (static_cast<float>(static_cast<std::int32_t>(i)) + 0.5F) * scale - 1.0F;
}

AUDIOBLOCKS_CLONES void start(std::size_t count, float* __restrict constant,
                              float* __restrict line) noexcept {
  const float scale = 2.0F / static_cast<float>(count);
  for (std::size_t i = 0; i < count; ++i) {
    constant[i] = 1.0F;
    line[i] = place_of(i, scale);
  }
}

/// Replaces degree k − 1 by k + 1, by Bonnet's recursion.
AUDIOBLOCKS_CLONES void raise(int k, std::size_t count, const float* __restrict current,
                              float* __restrict before) noexcept {
  const float scale = 2.0F / static_cast<float>(count);
  const float order = static_cast<float>(k);
  const float a = (2.0F * order + 1.0F) / (order + 1.0F);
  const float b = order / (order + 1.0F);
  for (std::size_t i = 0; i < count; ++i)
    before[i] = a * place_of(i, scale) * current[i] - b * before[i];
}

void take_out(std::span<const float> polynomial, float power, std::span<float> samples) noexcept {
  const std::size_t count = samples.size();
  const float share = kernels::dot(samples.data(), polynomial.data(), count) / power;
  kernels::add_scaled(polynomial.data(), -share, count, samples.data());
}

}  // namespace

bool LowTrend::prepare(MemoryBudget& budget, std::size_t most_samples) noexcept {
  kernels::prepare();
  return before_.allocate(budget, MemoryKind::scratch, most_samples) &&
         current_.allocate(budget, MemoryKind::scratch, most_samples);
}

int LowTrend::degree(std::size_t samples, double rate) noexcept {
  // A stretch of T seconds holds about 2·f·T + 1 independent values of what lies below f.
  constexpr double frequency = 65.0;
  constexpr int highest = 8;
  const double duration = static_cast<double>(samples) / rate;
  return std::clamp(static_cast<int>(2.0 * frequency * duration + 1.7), 1, highest);
}

void LowTrend::remove(int degree, std::span<float> samples, std::span<float> others) noexcept {
  const std::size_t count = samples.size();
  start(count, before_.data(), current_.data());
  for (int k = 0; k <= degree; ++k) {
    const std::span<const float> polynomial = before_.span().first(count);
    const float power = kernels::dot(polynomial.data(), polynomial.data(), count);
    take_out(polynomial, power, samples);
    if (!others.empty()) take_out(polynomial, power, others);
    raise(k + 1, count, current_.data(), before_.data());
    before_.swap(current_);
  }
}

}  // namespace audioblocks
