// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/falling_peak.h"

#include <algorithm>

namespace audioblocks {

double FallingPeak::take(double peak, std::uint64_t duration, const PeakFall& fall) noexcept {
  constexpr double second = 1e9;
  pass(duration);
  const double falling = age_ > fall.hold ? static_cast<double>(age_ - fall.hold) / second : 0.0;
  const double now = std::max(peak_ - fall.rate * falling, min_db);
  if (peak < now) return now;
  peak_ = peak;
  age_ = 0;
  return peak;
}

}  // namespace audioblocks
