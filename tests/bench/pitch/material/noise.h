// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/bench/pitch/material/random.h"

namespace audioblocks {

enum class NoiseColour : std::uint8_t { white, pink, brown };

std::string_view name_of(NoiseColour colour);

/// A stream of noise: power constant over Hz (white), falling by 3 dB per octave (pink) or, above
/// 20 Hz, by 6 dB per octave (brown).
class Noise {
 public:
  Noise(NoiseColour colour, int rate, std::uint64_t seed);

  double next();
  /// Returns the next `samples` values, scaled to an rms of 1.
  std::vector<double> take(std::size_t samples);

 private:
  NoiseColour colour_;
  double leak_;
  Random random_;
  std::array<double, 6> states_{};
  double before_ = 0.0;
  double brown_ = 0.0;
};

}  // namespace audioblocks
