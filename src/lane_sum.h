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
  constexpr std::size_t few = 4;
  std::array<float, lanes> sums{};
  std::array<float, few> rest{};
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += value(i + lane);
  for (; i + few <= count; i += few)
    for (std::size_t lane = 0; lane < few; ++lane) rest[lane] += value(i + lane);
  float sum = 0.0F;
  for (; i < count; ++i) sum += value(i);
  for (std::size_t lane = 0; lane < few; ++lane)
    rest[lane] += (sums[lane] + sums[lane + few]) + (sums[lane + 2 * few] + sums[lane + 3 * few]);
  return sum + ((rest[0] + rest[1]) + (rest[2] + rest[3]));
}

/// Σ a[i]·b[i]
inline float dot(const float* a, const float* b, std::size_t count) noexcept {
  return lane_sum(count, [=](std::size_t i) { return a[i] * b[i]; });
}

}  // namespace audioblocks
