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

/// The least of `count` values and a limit; side by side for the same reason.
inline float lane_least(const float* values, std::size_t count, float limit) noexcept {
  constexpr std::size_t lanes = 8;
  std::array<float, lanes> least;
  least.fill(limit);
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane)
      least[lane] = values[i + lane] < least[lane] ? values[i + lane] : least[lane];
  for (; i < count; ++i) least[0] = values[i] < least[0] ? values[i] : least[0];
  for (const float value : least) limit = value < limit ? value : limit;
  return limit;
}

/// Σ a[i]·b[i]
inline float dot(const float* a, const float* b, std::size_t count) noexcept {
  return lane_sum(count, [=](std::size_t i) { return a[i] * b[i]; });
}

}  // namespace audioblocks
