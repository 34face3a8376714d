// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "src/base/realtime.h"
#include "src/pitch/peak.h"
#include "src/pitch/peak_interpolation.h"

namespace audioblocks {

/// The maximum around a lag, for a period, both in samples, of a curve that is computed at single
/// lags: `curve(lag)`. Nothing where there is none near by; where the climb comes to the longest
/// lag, that lag with a height of 0, for an edge is not a maximum.
template <typename Curve>
Peak direct_peak(const Curve& curve, double lag, double period,
                 std::size_t longest) noexcept AUDIOBLOCKS_REALTIME {
  constexpr double points_a_period = 128.0;
  constexpr int most_steps = 30;
  const auto space = static_cast<std::size_t>(std::max(1.0, period / points_a_period));
  auto place = static_cast<std::size_t>(std::lround(lag));
  if (place < 2 * space || place + space > longest) return {};
  double before = curve(place - space);
  double top = curve(place);
  double after = curve(place + space);
  for (int steps = 0; std::max(before, after) > top; ++steps) {
    if (steps == most_steps) return {};
    if (after > top) {
      if (place + 2 * space > longest) return {.lag = static_cast<double>(place + space)};
      place += space;
      before = top;
      top = after;
      after = curve(place + space);
    } else {
      if (place < 3 * space) return {};
      place -= space;
      after = top;
      top = before;
      before = curve(place - space);
    }
  }
  if (top <= 0.0) return {};
  const Peak maximum = PeakInterpolation::maximum_of(before, top, after);
  return {.lag = maximum.lag * static_cast<double>(space) + static_cast<double>(place),
          .height = std::min(maximum.height, 1.0)};
}

}  // namespace audioblocks
