// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/step_energy.h"

#include <algorithm>
#include <cmath>

#include "src/dsp/clones.h"
#include "src/dsp/running_sum.h"

namespace audioblocks {

namespace {

/// The energy of each of `count` groups of so many pairs.
template <std::size_t Pairs>
[[gnu::always_inline]] inline void sum_squares(HalfBand::Phases samples, std::size_t count,
                                               float* __restrict squares) noexcept {
  for (std::size_t n = 0; n < count; ++n) {
    float sum = 0.0F;
    for (std::size_t i = n * Pairs; i < (n + 1) * Pairs; ++i) {
      sum += samples.even[i] * samples.even[i];
      sum += samples.odd[i] * samples.odd[i];
    }
    squares[n] = sum;
  }
}

}  // namespace

bool StepEnergy::prepare(MemoryBudget& budget, std::size_t block_samples) noexcept {
  return squares_.allocate(budget, MemoryKind::scratch, block_samples) &&
         sums_.allocate(budget, MemoryKind::scratch, block_samples + 1);
}

AUDIOBLOCKS_CLONES void StepEnergy::sum_samples(std::span<const float> samples) noexcept {
  steps_ = samples.size();
  const float* time = samples.data();
  float* squares = squares_.data();
  const std::size_t count = steps_;
  for (std::size_t n = 0; n < count; ++n) squares[n] = time[n] * time[n];
  running_sums(squares, count, sums_.data());
}

AUDIOBLOCKS_CLONES void StepEnergy::sum_steps(HalfBand::Phases samples, std::size_t steps,
                                              std::size_t step) noexcept {
  steps_ = steps;
  float* squares = squares_.data();
  switch (step) {
    case 2:
      sum_squares<1>(samples, steps, squares);
      break;
    case 4:
      sum_squares<2>(samples, steps, squares);
      break;
    default:
      sum_squares<longest_step / 2>(samples, steps, squares);
      break;
  }
  running_sums(squares, steps, sums_.data());
}

double StepEnergy::compared_part(std::size_t lag) const noexcept {
  const std::size_t i = std::min(steps_, lag);
  const float all = total();
  return static_cast<double>(0.5F * (sums_[steps_ - i] + (all - sums_[i])) / all);
}

double StepEnergy::quietest_part(double period) const noexcept {
  constexpr double parts = 8.0;
  // Stretches that far apart overlap even where each is an eighth.
  constexpr std::size_t places = 8;
  const double steps = static_cast<double>(steps_);
  const double periods = std::ceil(steps / (parts * period));
  const auto stretch = std::min(steps_, static_cast<std::size_t>(std::lround(periods * period)));
  const float* sums = sums_.data();
  float least = total();
  for (std::size_t place = 0; place <= places; ++place) {
    const std::size_t first = (steps_ - stretch) * place / places;
    least = std::min(least, sums[first + stretch] - sums[first]);
  }
  return std::max(0.0, static_cast<double>(least / total()) * steps / static_cast<double>(stretch));
}

std::size_t StepEnergy::onset() const noexcept {
  constexpr std::size_t parts = 16;
  constexpr std::size_t last = 12;
  constexpr float quiet = 0.02F;
  for (std::size_t part = last; part > 0; --part) {
    const std::size_t place = steps_ * part / parts;
    const float before = sums_[place] * static_cast<float>(steps_ - place);
    const float after = (total() - sums_[place]) * static_cast<float>(place);
    if (before < quiet * after) return place;
  }
  return 0;
}

}  // namespace audioblocks
