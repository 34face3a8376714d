// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

namespace audioblocks {

/// Returns the factor for a level in dB.
inline double from_db(double db) { return std::pow(10.0, db / 20.0); }

/// Root of the mean square.
inline double rms_of(std::span<const double> samples) {
  double sum = 0.0;
  for (const double sample : samples) sum += sample * sample;
  return std::sqrt(sum / static_cast<double>(samples.size()));
}

inline void scale_by(std::span<double> samples, double factor) {
  for (double& sample : samples) sample *= factor;
}

/// Silence stays silence.
inline void scale_to_rms(std::span<double> samples, double rms) {
  if (const double present = rms_of(samples); present > 0.0) scale_by(samples, rms / present);
}

inline void scale_to_peak(std::span<double> samples, double peak) {
  double present = 0.0;
  for (const double sample : samples) present = std::max(present, std::abs(sample));
  if (present > 0.0) scale_by(samples, peak / present);
}

}  // namespace audioblocks
