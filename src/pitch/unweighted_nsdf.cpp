// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/unweighted_nsdf.h"

#include <algorithm>
#include <cmath>

#include "src/dsp/kernels.h"
#include "src/pitch/nsdf.h"
#include "src/pitch/peak_interpolation.h"

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
  constexpr double points_a_period = 128.0;
  constexpr int most_steps = 30;
  const auto space = static_cast<std::size_t>(std::max(1.0, period / points_a_period));
  const std::size_t longest = CentredBlock::longest_lag(block_.length());
  auto place = static_cast<std::size_t>(std::lround(lag));
  if (place < 2 * space || place + space > longest) return {};
  double before = at(place - space);
  double top = at(place);
  double after = at(place + space);
  for (int steps = 0; steps < most_steps && std::max(before, after) > top; ++steps) {
    if (after > top) {
      if (place + 2 * space > longest) break;
      place += space;
      before = top;
      top = after;
      after = at(place + space);
    } else {
      if (place < 3 * space) break;
      place -= space;
      after = top;
      top = before;
      before = at(place - space);
    }
  }
  if (top <= 0.0) return {};
  const Peak maximum = PeakInterpolation::maximum_of(before, top, after);
  return {.lag = maximum.lag * static_cast<double>(space) + static_cast<double>(place),
          .height = std::min(maximum.height, 1.0)};
}

}  // namespace audioblocks
