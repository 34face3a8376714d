// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/material/noise.h"

#include <cmath>
#include <cstddef>
#include <numbers>

#include "tests/bench/pitch/material/loudness.h"

namespace audioblocks {

namespace {

/// Paul Kellet's filter from white to pink, within 0.05 dB above 9 Hz at 44.1 kHz: these poles,
/// plus the current and the previous sample.
struct PinkPole {
  double pole;
  double gain;
};
constexpr std::array pink_poles{PinkPole{0.99886, 0.0555179}, PinkPole{0.99332, 0.0750759},
                                PinkPole{0.96900, 0.1538520}, PinkPole{0.86650, 0.3104856},
                                PinkPole{0.55000, 0.5329522}, PinkPole{-0.7616, -0.0168980}};
constexpr double pink_now = 0.5362;
constexpr double pink_before = 0.115926;

}  // namespace

std::string_view name_of(NoiseColour colour) {
  switch (colour) {
    case NoiseColour::pink:
      return "pink";
    case NoiseColour::brown:
      return "brown";
    case NoiseColour::white:
      break;
  }
  return "white";
}

Noise::Noise(NoiseColour colour, int rate, std::uint64_t seed)
    : colour_(colour), leak_(std::exp(-2.0 * std::numbers::pi * 20.0 / rate)), random_(seed) {
  for (int i = 0; i < rate; ++i) next();  // until the filters have settled
}

double Noise::next() {
  const double white = random_.normal();
  if (colour_ == NoiseColour::white) return white;
  brown_ = leak_ * brown_ + white;
  if (colour_ == NoiseColour::brown) return brown_;
  double pink = pink_now * white + pink_before * before_;
  before_ = white;
  for (std::size_t i = 0; i < pink_poles.size(); ++i) {
    states_[i] = pink_poles[i].pole * states_[i] + pink_poles[i].gain * white;
    pink += states_[i];
  }
  return pink;
}

std::vector<double> Noise::take(std::size_t samples) {
  std::vector<double> values(samples);
  for (double& value : values) value = next();
  scale_to_rms(values, 1.0);
  return values;
}

}  // namespace audioblocks
