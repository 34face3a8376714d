// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/nsdf.h"

#include "src/dsp/clones.h"

namespace audioblocks {

bool Nsdf::prepare(MemoryBudget& budget, const CentredBlock& block) noexcept {
  return values_.allocate(budget, MemoryKind::fft, block.most_lags() + 1);
}

void Nsdf::compute(const CentredBlock& block, WeightedSpectrum& spectrum,
                   std::span<const float> power) noexcept {
  length_ = block.length();
  step_ = block.step();
  count_ = block.lag_count();
  power_ = power;
  spectrum.correlate(power, count_, values_.data());
  normalise(block.energy());
}

double Nsdf::value_at(double lag) const noexcept {
  const double place = lag / static_cast<double>(step_);
  const auto index = static_cast<std::size_t>(place);
  if (index + 1 >= count_) return 0.0;
  const double before = static_cast<double>(values_[index]);
  const double after = static_cast<double>(values_[index + 1]);
  return before + (place - static_cast<double>(index)) * (after - before);
}

/// n(τ) = 2·r(τ) / m(τ), m(τ) the energy of the samples that r(τ) compares (McLeod & Wyvill 2005,
/// section 4), as far as the weights leave it.
AUDIOBLOCKS_CLONES void Nsdf::normalise(const StepEnergy& step_energy) noexcept {
  const float* energy = step_energy.up_to();
  float* values = values_.data();
  const std::size_t steps = step_energy.steps();
  const float total = energy[steps];
  const float least = least_energy * total;
  const float gain = 2.0F * total / values[0];
  const std::size_t count = count_;
  for (std::size_t i = 0; i < count; ++i) {
    const float left = energy[steps - i] + (total - energy[i]);
    values[i] = gain * values[i] / (left > least ? left : least);
  }
}

}  // namespace audioblocks
