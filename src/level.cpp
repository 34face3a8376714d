// SPDX-License-Identifier: LGPL-2.1-or-later
#include "level.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "block_analysis.h"

namespace audioblocks {

double power_to_db(double power) noexcept {
  return power > 0.0 ? std::max(10.0 * std::log10(power), min_db) : min_db;
}

double Level::rms_db() const noexcept { return power_to_db(mean_square); }

double Level::peak_db() const noexcept {
  const double magnitude = static_cast<double>(peak);
  return power_to_db(magnitude * magnitude);
}

Level measure_level(std::span<const float> samples) noexcept {
  // Independent lanes, so that the compiler may use SIMD without reordering a sum; doubles hold the
  // square of any float.
  constexpr std::size_t lanes = 8;
  std::array<double, lanes> sums{};
  std::array<float, lanes> peaks{};
  const auto add = [&](std::size_t lane, float sample) {
    const float magnitude = std::abs(sample);
    const double wide = static_cast<double>(sample);
    sums[lane] += wide * wide;
    peaks[lane] = magnitude > peaks[lane] ? magnitude : peaks[lane];
  };

  const std::size_t whole = samples.size() / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) add(lane, samples[i + lane]);
  for (std::size_t i = whole; i < samples.size(); ++i) add(i - whole, samples[i]);

  Level level;
  if (samples.empty()) return level;
  double sum = 0.0;
  for (const double part : sums) sum += part;
  level.mean_square = sum / static_cast<double>(samples.size());
  level.peak = *std::ranges::max_element(peaks);
  return level;
}

}  // namespace audioblocks
