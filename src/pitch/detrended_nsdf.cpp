// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/detrended_nsdf.h"

#include "src/dsp/kernels.h"
#include "src/pitch/centred_block.h"
#include "src/pitch/direct_peak.h"

namespace audioblocks {

/// What the trends add to the sums over the stretches is taken from these.
double DetrendedNsdf::at(std::size_t lag) const noexcept {
  const std::size_t count = block_.size() - lag;
  const std::span<const float> earlier = block_.first(count);
  const std::span<const float> later = block_.subspan(lag);
  const LowTrend::Products trends = trend_.products(LowTrend::degree(count, rate_), earlier, later);
  const float whole_energy = kernels::dot(earlier.data(), earlier.data(), count) +
                             kernels::dot(later.data(), later.data(), count);
  const float energy = whole_energy - (trends.first + trends.second);
  // What rounding leaves where all is trend.
  constexpr float rounding = 1e-5F;
  if (energy <= rounding * whole_energy) return 0.0;
  const float correlation = kernels::dot(earlier.data(), later.data(), count) - trends.both;
  return static_cast<double>(2.0F * correlation / energy);
}

Peak DetrendedNsdf::peak_near(double period) const noexcept {
  return direct_peak([this](std::size_t lag) noexcept { return at(lag); }, period, period,
                     CentredBlock::searched_lag(block_.size()));
}

}  // namespace audioblocks
