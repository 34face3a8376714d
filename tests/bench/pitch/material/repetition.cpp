// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/material/repetition.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace audioblocks {

namespace {

/// Returns how similar a sound is to itself `lag` samples later: 1 = equal, 0 = unrelated.
double likeness(std::span<const double> sound, std::size_t lag) {
  double product = 0.0;
  double energy = 1e-20;
  for (std::size_t i = 0; i + lag < sound.size(); ++i) {
    product += sound[i] * sound[i + lag];
    energy += sound[i] * sound[i] + sound[i + lag] * sound[i + lag];
  }
  return 2.0 * product / energy;
}

/// Returns the best value within a tolerance around that lag, at least at the whole lags around it.
double likeness_near(std::span<const double> sound, double lag, double part) {
  double best = -1.0;
  const auto last = static_cast<std::size_t>(std::ceil(lag * (1.0 + part)));
  for (auto i = static_cast<std::size_t>(lag * (1.0 - part)); i <= last; ++i)
    best = std::max(best, likeness(sound, i));
  return best;
}

}  // namespace

bool repeats_at(std::span<const double> sound, double period) {
  const double present = likeness_near(sound, period, 0.025);
  return present >= 0.75 && likeness_near(sound, 2.0 * period, 0.025) <= present + 0.08 &&
         likeness_near(sound, period / 2.0, 0.0) <= present - 0.02 &&
         likeness_near(sound, period / 3.0, 0.0) <= present - 0.02;
}

}  // namespace audioblocks
