// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/level.h"

#include "src/dsp/kernels.h"

namespace audioblocks {

unsigned rtp_level(double power) noexcept {
  return static_cast<unsigned>(std::lround(std::clamp(-power_to_db(power), 0.0, 127.0)));
}

double Level::rms_db() const noexcept { return power_to_db(mean_square); }

double Level::peak_db() const noexcept {
  const double magnitude = static_cast<double>(peak);
  return power_to_db(magnitude * magnitude);
}

Level measure_level(std::span<const float> samples) noexcept {
  if (samples.empty()) return {};
  const kernels::Energy energy = kernels::energy(samples.data(), samples.size());
  return {.mean_square = energy.sum / static_cast<double>(samples.size()), .peak = energy.peak};
}

}  // namespace audioblocks
