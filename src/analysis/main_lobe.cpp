// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/main_lobe.h"

#include <algorithm>
#include <cmath>

namespace audioblocks {

void MainLobe::measure(const Window& window, std::size_t fft_size, std::size_t valid) noexcept {
  const double step = 1.0 / (static_cast<double>(steps) * static_cast<double>(fft_size));
  for (std::size_t i = 0; i <= steps; ++i) {
    const auto value = window.transform(static_cast<double>(i) * step, valid);
    heights_[i] = std::hypot(value.real(), value.imag());
  }
}

double MainLobe::ratio_at(std::size_t step) const noexcept {
  return heights_[step] > 0.0 ? heights_[steps - step] / heights_[step] : 0.0;
}

double MainLobe::offset(double ratio) const noexcept {
  // The ratio rises from step 0 to 1 at half a bin.
  std::size_t low = 0;
  std::size_t high = steps / 2;
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (ratio_at(middle) <= ratio ? low : high) = middle;
  }
  const double below = ratio_at(low);
  const double above = ratio_at(high);
  const double part = above > below ? std::clamp((ratio - below) / (above - below), 0.0, 1.0) : 0.0;
  return (static_cast<double>(low) + part) / static_cast<double>(steps);
}

double MainLobe::gain(double offset) const noexcept {
  if (heights_[0] <= 0.0) return 1.0;
  const double position = std::clamp(offset, 0.0, 0.5) * static_cast<double>(steps);
  const auto step = static_cast<std::size_t>(position);
  const double part = position - static_cast<double>(step);
  return (heights_[step] + part * (heights_[step + 1] - heights_[step])) / heights_[0];
}

}  // namespace audioblocks
