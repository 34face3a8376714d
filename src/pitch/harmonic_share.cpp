// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/harmonic_share.h"

#include <algorithm>

#include "src/dsp/running_sum.h"

namespace audioblocks {

namespace {

/// Rounds up a value that is not negative.
int ceiling(double value) noexcept {
  const int below = static_cast<int>(value);
  return below + static_cast<int>(value > static_cast<double>(below));
}

}  // namespace

bool HarmonicShare::prepare(MemoryBudget& budget, std::size_t most_bins) noexcept {
  return power_below_.allocate(budget, MemoryKind::scratch, most_bins + 1);
}

double HarmonicShare::of(std::span<const float> power, double spacing, double resolution) noexcept {
  // A block of L samples spreads a harmonic over ±rate/L.
  constexpr double part_of_lobe = 0.75;
  const double reach = std::min(part_of_lobe * resolution, 0.5 * spacing);
  // From bin 1 on.
  float* power_below = power_below_.data();
  running_sums(power.data() + 1, power.size() - 1, power_below + 1);
  const float all = power_below[power.size()];
  const int end = static_cast<int>(power.size());
  float near = 0.0F;
  int next = 1;
  double centre = spacing;
  while (centre - reach < static_cast<double>(end)) {
    next = std::max(next, ceiling(centre - reach));
    const int beyond = std::min(end, static_cast<int>(centre + reach) + 1);
    near += power_below[beyond] - power_below[next];
    next = beyond;
    centre += spacing;
  }
  return all > 0.0F ? std::clamp(static_cast<double>(near / all), 0.0, 1.0) : 0.0;
}

}  // namespace audioblocks
