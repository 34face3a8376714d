// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <span>

#include "src/base/realtime.h"

namespace audioblocks {

/// 10·log10 of a power (1 = 0 dB), never below min_db; min_db if there is no power.
double power_to_db(double power) noexcept AUDIOBLOCKS_REALTIME;

/// The level of some samples of one channel.
struct Level {
  /// Mean of the squares, DC included; 0 for no samples.
  double mean_square = 0.0;
  /// Highest magnitude.
  float peak = 0.0F;

  /// dBFS: a full-scale sine is −3.01.
  [[nodiscard]] double rms_db() const noexcept AUDIOBLOCKS_REALTIME;
  /// dBFS: a full-scale sine is 0.
  [[nodiscard]] double peak_db() const noexcept AUDIOBLOCKS_REALTIME;
};

/// Measures finite samples of any magnitude.
Level measure_level(std::span<const float> samples) noexcept AUDIOBLOCKS_REALTIME;

}  // namespace audioblocks
