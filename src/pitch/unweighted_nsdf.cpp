// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/unweighted_nsdf.h"

#include <algorithm>

#include "src/dsp/kernels.h"
#include "src/pitch/direct_peak.h"
#include "src/pitch/nsdf.h"

namespace audioblocks {

/// Energy of the first `count` samples.
float UnweightedNsdf::energy_of(std::size_t count) const noexcept {
  const std::size_t step = block_.step();
  const std::size_t whole = count / step;
  const float* rest = block_.samples().data() + whole * step;
  return block_.energy().up_to()[whole] + kernels::dot(rest, rest, count - whole * step);
}

double UnweightedNsdf::at(std::size_t lag) const noexcept {
  const float total = block_.energy().total();
  const std::size_t length = block_.length();
  const float* samples = block_.samples().data();
  const float left = energy_of(length - lag) + (total - energy_of(lag));
  const float correlation = kernels::dot(samples, samples + lag, length - lag);
  return static_cast<double>(2.0F * correlation / std::max(left, Nsdf::least_energy * total));
}

Peak UnweightedNsdf::peak_near(double lag, double period) const noexcept {
  return direct_peak([this](std::size_t place) noexcept { return at(place); }, lag, period,
                     CentredBlock::searched_lag(block_.length()));
}

}  // namespace audioblocks
