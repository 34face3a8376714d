// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/material/unpitched.h"

#include <cmath>
#include <numbers>

#include "tests/bench/pitch/material/loudness.h"
#include "tests/bench/pitch/material/noise.h"
#include "tests/bench/pitch/material/random.h"

namespace audioblocks {

namespace {

using Block = std::vector<double>;

/// Peaks from −30 to −3 dBFS.
UnpitchedKind noise_blocks(NoiseColour colour, std::size_t count, std::size_t samples, int rate) {
  Noise noise(colour, rate, 11);
  Random random(12);
  UnpitchedKind kind{.name = name_of(colour), .blocks = {}};
  for (std::size_t i = 0; i < count; ++i) {
    Block block = noise.take(samples);
    scale_to_peak(block, from_db(random.uniform(-30.0, -3.0)));
    kind.blocks.push_back(std::move(block));
  }
  return kind;
}

/// Decaying strokes 15 to 60 ms apart over a floor at −80 dBFS; every block has at least one.
UnpitchedKind click_blocks(std::size_t count, std::size_t samples, int rate) {
  Random random(13);
  UnpitchedKind kind{.name = "clicks", .blocks = {}};
  for (std::size_t i = 0; i < count; ++i) {
    Block block(samples);
    for (double& value : block) value = 1e-4 * random.normal();
    std::size_t at = random.below(samples);
    while (at < samples) {
      const double height = random.uniform(0.3, 0.9) * (random.below(2) == 0 ? 1.0 : -1.0);
      const double length = random.uniform(0.5, 8.0);
      for (std::size_t j = at; j < samples; ++j)
        block[j] += height * std::exp(-static_cast<double>(j - at) / length);
      at += static_cast<std::size_t>(random.uniform(0.015, 0.060) * rate);
    }
    kind.blocks.push_back(std::move(block));
  }
  return kind;
}

/// 50 Hz and its harmonics at −65 dBFS, white noise at −75 dBFS.
UnpitchedKind hum_blocks(std::size_t count, std::size_t samples, int rate) {
  Random random(14);
  UnpitchedKind kind{.name = "hum", .blocks = {}};
  const double step = 2.0 * std::numbers::pi * 50.0 / rate;
  for (std::size_t i = 0; i < count; ++i) {
    const double phase = random.uniform(0.0, 2.0 * std::numbers::pi);
    Block block(samples);
    for (std::size_t j = 0; j < samples; ++j) {
      const double angle = phase + step * static_cast<double>(j);
      block[j] = std::sin(angle) + 0.3 * std::sin(2.0 * angle) + 0.4 * std::sin(3.0 * angle);
    }
    scale_to_rms(block, from_db(-65.0));
    for (double& value : block) value += from_db(-75.0) * random.normal();
    kind.blocks.push_back(std::move(block));
  }
  return kind;
}

/// Zeros, a constant, noise of the lowest of 16 bits, in turns.
UnpitchedKind silence_blocks(std::size_t count, std::size_t samples) {
  Random random(15);
  UnpitchedKind kind{.name = "silence", .blocks = {}};
  for (std::size_t i = 0; i < count; ++i) {
    Block block(samples, i % 3 == 1 ? random.uniform(-0.5, 0.5) : 0.0);
    if (i % 3 == 2)
      for (double& value : block) value = (static_cast<double>(random.below(3)) - 1.0) / 32768.0;
    kind.blocks.push_back(std::move(block));
  }
  return kind;
}

}  // namespace

std::vector<UnpitchedKind> make_unpitched(std::size_t count, std::size_t block_samples, int rate) {
  return {noise_blocks(NoiseColour::white, count, block_samples, rate),
          noise_blocks(NoiseColour::pink, count, block_samples, rate),
          noise_blocks(NoiseColour::brown, count, block_samples, rate),
          click_blocks(count, block_samples, rate),
          hum_blocks(count, block_samples, rate),
          silence_blocks(count, block_samples)};
}

}  // namespace audioblocks
