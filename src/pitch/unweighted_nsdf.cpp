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

double UnweightedNsdf::growth_of(const CentredBlock& block, double lag) noexcept {
  const UnweightedNsdf nsdf(block);
  const auto samples = static_cast<std::size_t>(std::lround(lag));
  const float total = block.energy().total();
  const float least = Nsdf::least_energy * total;
  const float before = nsdf.energy_of(block.length() - samples);
  const float after = total - nsdf.energy_of(samples);
  return std::log(std::max(after, least) / std::max(before, least)) /
         static_cast<float>(2 * samples);
}

/// Pairs are weighed by the part of the block that they lie in.
double UnweightedNsdf::levelled_at(std::size_t lag) const noexcept {
  constexpr std::size_t parts = 8;
  const std::size_t pairs = block_.length() - lag;
  const float* samples = block_.samples().data();
  const double ratio = std::exp(-2.0 * growth_ * static_cast<double>(pairs) / parts);
  double weight = 1.0;
  double correlation = 0.0;
  double before = 0.0;
  double after = 0.0;
  for (std::size_t part = 0; part < parts; ++part) {
    const std::size_t first = pairs * part / parts;
    const std::size_t end = pairs * (part + 1) / parts;
    const float* x = samples + first;
    correlation += weight * static_cast<double>(kernels::dot(x, x + lag, end - first));
    before += weight * static_cast<double>(energy_of(end) - energy_of(first));
    after += weight * static_cast<double>(energy_of(end + lag) - energy_of(first + lag));
    weight *= ratio;
  }
  const double grown = std::exp(growth_ * static_cast<double>(lag));
  const double energy = before * grown + after / grown;
  return energy > 0.0 ? 2.0 * correlation / energy : 0.0;
}

double UnweightedNsdf::at(std::size_t lag) const noexcept {
  if (growth_ != 0.0) return levelled_at(lag);
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
