// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>

namespace audioblocks {

/// Σ value(i), i = 0 … count − 1, in many partial sums side by side, since a single one would wait
/// for each addition.
template <typename Value>
float lane_sum(std::size_t count, Value value) noexcept {
  constexpr std::size_t lanes = 16;
  std::array<float, lanes> sums{};
  const std::size_t whole = count / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += value(i + lane);
  for (std::size_t i = whole; i < count; ++i) sums[i - whole] += value(i);
  float sum = 0.0F;
  for (const float part : sums) sum += part;
  return sum;
}

/// Σ a[i]·b[i]
inline float dot(const float* a, const float* b, std::size_t count) noexcept {
  return lane_sum(count, [=](std::size_t i) { return a[i] * b[i]; });
}

}  // namespace audioblocks
