// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/low_trend.h"

#include <algorithm>
#include <cstdint>

#include "src/dsp/clones.h"
#include "src/dsp/kernels.h"

namespace audioblocks {

namespace {

AUDIOBLOCKS_CLONES void start(std::size_t count, float* __restrict places,
                              float* __restrict constant, float* __restrict line) noexcept {
  const float scale = 2.0F / static_cast<float>(count);
  for (std::size_t i = 0; i < count; ++i) {
    const float place = (static_cast<float>(static_cast<std::int32_t>(i)) + 0.5F) * scale - 1.0F;
    places[i] = place;
    constant[i] = 1.0F;
    line[i] = place;
  }
}

/// before = a · places · current − b · before.
AUDIOBLOCKS_CLONES void raise(float a, float b, std::size_t count, const float* __restrict places,
                              const float* __restrict current, float* __restrict before) noexcept {
  for (std::size_t i = 0; i < count; ++i) before[i] = a * places[i] * current[i] - b * before[i];
}

}  // namespace

bool LowTrend::prepare(MemoryBudget& budget, std::size_t most_samples) noexcept {
  kernels::prepare();
  return places_.allocate(budget, MemoryKind::scratch, most_samples) &&
         before_.allocate(budget, MemoryKind::scratch, most_samples) &&
         current_.allocate(budget, MemoryKind::scratch, most_samples);
}

int LowTrend::degree(std::size_t samples, double rate) noexcept {
  // A stretch of T seconds holds about 2·f·T + 1 independent values of what lies below f.
  constexpr double frequency = 65.0;
  constexpr int highest = 8;
  const double duration = static_cast<double>(samples) / rate;
  return std::clamp(static_cast<int>(2.0 * frequency * duration + 1.7), 1, highest);
}

/// By the recursion and the norm of the discrete Chebyshev polynomials (Szegő, "Orthogonal
/// Polynomials", section 2.8), divided by countᵏ, with x from −1 to 1:
/// (k+1)·Pₖ₊₁ = (2k+1)·x·Pₖ − k·(1 − k²/count²)·Pₖ₋₁ and ΣPₖ² = count/(2k+1)·∏(1 − j²/count²).
template <typename Use>
void LowTrend::for_each_polynomial(int degree, std::size_t count, Use use) noexcept {
  start(count, places_.data(), before_.data(), current_.data());
  const float length = static_cast<float>(count);
  float product = length;
  use(before_.span().first(count), product);
  for (int k = 1; k <= degree; ++k) {
    const float order = static_cast<float>(k);
    const float factor = 1.0F - order * order / (length * length);
    product *= factor;
    use(current_.span().first(count), product / (2.0F * order + 1.0F));
    raise((2.0F * order + 1.0F) / (order + 1.0F), order * factor / (order + 1.0F), count,
          places_.data(), current_.data(), before_.data());
    before_.swap(current_);
  }
}

void LowTrend::remove(int degree, std::span<float> samples) noexcept {
  for_each_polynomial(
      degree, samples.size(), [&](std::span<const float> polynomial, float energy) noexcept {
        const float share =
            kernels::dot(samples.data(), polynomial.data(), samples.size()) / energy;
        kernels::add_scaled(polynomial.data(), -share, samples.size(), samples.data());
      });
}

LowTrend::Products LowTrend::products(int degree, std::span<const float> first,
                                      std::span<const float> second) noexcept {
  Products sums;
  for_each_polynomial(
      degree, first.size(), [&](std::span<const float> polynomial, float energy) noexcept {
        const float in_first = kernels::dot(first.data(), polynomial.data(), first.size());
        const float in_second = kernels::dot(second.data(), polynomial.data(), first.size());
        sums.first += in_first * in_first / energy;
        sums.second += in_second * in_second / energy;
        sums.both += in_first * in_second / energy;
      });
  return sums;
}

}  // namespace audioblocks
