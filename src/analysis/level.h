// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include "src/base/realtime.h"

namespace audioblocks {

/// The minimum of every value in dB, which is therefore never −inf.
inline constexpr double min_db = -700.0;

/// Returns 10·log10 of a power (1 = 0 dB), at least min_db; min_db for a power of 0.
inline double power_to_db(double power) noexcept AUDIOBLOCKS_REALTIME {
  return power > 0.0 ? std::max(10.0 * std::log10(power), min_db) : min_db;
}

/// Returns the level of a power (1 = full scale) as RTP packets carry it: dB below full scale, from
/// 0 to 127, and 127 for silence, RFC 6464, section 3; rounded, as in RFC 6465, appendix A.
unsigned rtp_level(double power) noexcept AUDIOBLOCKS_REALTIME;

/// The level of a run of samples in one channel.
struct Level {
  /// Mean of the squares, DC included; 0 for no samples.
  double mean_square = 0.0;
  /// Highest magnitude.
  float peak = 0.0F;

  /// Rms in dBFS: a full-scale sine has −3.01.
  [[nodiscard]] double rms_db() const noexcept AUDIOBLOCKS_REALTIME;
  /// Peak in dBFS: a full-scale sine has 0.
  [[nodiscard]] double peak_db() const noexcept AUDIOBLOCKS_REALTIME;
};

/// Measures finite samples of any magnitude.
Level measure_level(std::span<const float> samples) noexcept AUDIOBLOCKS_REALTIME;

}  // namespace audioblocks
