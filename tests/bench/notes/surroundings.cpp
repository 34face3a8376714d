// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/notes/surroundings.h"

#include <array>
#include <cmath>
#include <numbers>

#include "tests/bench/notes/melody.h"
#include "tests/bench/pitch/material/loudness.h"
#include "tests/bench/pitch/material/noise.h"
#include "tests/bench/pitch/material/random.h"

namespace audioblocks {

namespace {

constexpr double two_pi = 2.0 * std::numbers::pi;
constexpr std::size_t minute = std::size_t{60} * melody_rate;

constexpr std::array places{Surroundings{.name = "clean"},
                            Surroundings{.name = "20 dB", .noise_below = 20.0},
                            Surroundings{.name = "10 dB", .noise_below = 10.0},
                            Surroundings{.name = "room", .has_room = true}};

/// A room of Schroeder's, "Natural Sounding Artificial Reverberation" (1962): four combs, which
/// fall by 60 dB in a second, and two all-passes.
std::vector<double> in_a_room(const std::vector<double>& samples) {
  std::vector<double> sum(samples.size());
  for (const double delay : {0.0297, 0.0371, 0.0411, 0.0437}) {
    const auto length = static_cast<std::size_t>(delay * melody_rate);
    const double gain = from_db(-60.0 * delay);
    std::vector<double> comb = samples;
    for (std::size_t n = length; n < comb.size(); ++n) {
      comb[n] += gain * comb[n - length];
      sum[n] += comb[n - length];
    }
  }
  for (const double delay : {0.005, 0.0017}) {
    const auto length = static_cast<std::size_t>(delay * melody_rate);
    constexpr double gain = 0.7;
    std::vector<double> passed(sum.size());
    for (std::size_t n = 0; n < sum.size(); ++n)
      passed[n] = -gain * sum[n] + (n < length ? 0.0 : sum[n - length] + gain * passed[n - length]);
    sum = passed;
  }
  scale_to_rms(sum, 0.35 * rms_of(samples));
  for (std::size_t n = 0; n < sum.size(); ++n) sum[n] += samples[n];
  return sum;
}

/// A thump whose pitch falls, a rattle of noise, or a hiss.
void add_stroke(std::size_t kind, std::size_t first, Random& random, std::vector<double>& samples) {
  constexpr std::array decays{14.0, 22.0, 60.0};
  double phase = 0.0;
  double before = 0.0;
  const auto count = static_cast<std::size_t>(0.3 * melody_rate);
  for (std::size_t n = 0; n < count && first + n < samples.size(); ++n) {
    const double time = static_cast<double>(n) / melody_rate;
    phase += two_pi * (50.0 + 120.0 * std::exp(-30.0 * time)) / melody_rate;
    const double noise = random.normal();
    const double hiss = noise - before;
    before = noise;
    const std::array values{std::sin(phase),
                            (0.4 * noise) + (0.3 * std::sin(two_pi * 190.0 * time)), 0.2 * hiss};
    samples[first + n] += values[kind] * std::exp(-decays[kind] * time);
  }
}

std::vector<double> drums() {
  Random random(21);
  std::vector<double> samples(minute);
  constexpr double step = 0.125;
  for (std::size_t i = 0; static_cast<double>(i) * step < 59.0; ++i) {
    const auto first = static_cast<std::size_t>(static_cast<double>(i) * step * melody_rate);
    if (i % 8 == 0 || random.below(8) == 0) add_stroke(0, first, random, samples);
    if (i % 8 == 4) add_stroke(1, first, random, samples);
    if (i % 2 == 0) add_stroke(2, first, random, samples);
  }
  scale_to_peak(samples, 0.5);
  return samples;
}

/// A vowel whose pitch glides by up to a fifth, 12 dB an octave, through two resonances.
void add_vowel(std::size_t first, std::size_t count, Random& random, std::vector<double>& samples) {
  const double frequency = random.log_uniform(90.0, 220.0);
  const double octaves = random.uniform(-0.5, 0.4);
  const std::array formants{random.uniform(300.0, 800.0), random.uniform(900.0, 2300.0)};
  std::array<double, 41> phases{};
  for (std::size_t n = 0; n < count && first + n < samples.size(); ++n) {
    const double part = static_cast<double>(n) / static_cast<double>(count);
    const double now = frequency * std::exp2(octaves * part);
    double value = 0.0;
    for (std::size_t k = 1; k < phases.size(); ++k) {
      const double partial = static_cast<double>(k) * now;
      phases[k] += two_pi * partial / melody_rate;
      double gain = 0.05;
      for (const double formant : formants)
        gain += 1.0 / (1.0 + std::pow((partial - formant) / 90.0, 2.0));
      value += gain / static_cast<double>(k) * std::sin(phases[k]);
    }
    samples[first + n] += value * std::sin(std::numbers::pi * part);
  }
}

std::vector<double> babble() {
  Random random(22);
  std::vector<double> samples(minute);
  for (double time = 0.3; time < 59.0;) {
    const double length = random.uniform(0.08, 0.25);
    const auto first = static_cast<std::size_t>(time * melody_rate);
    const auto count = static_cast<std::size_t>(length * melody_rate);
    if (random.below(3) == 0)
      for (std::size_t n = 0; n < count / 2; ++n) samples[first + n] += 0.05 * random.normal();
    else
      add_vowel(first, count, random, samples);
    time += length + (random.below(8) == 0 ? random.uniform(0.2, 0.6) : 0.0);
  }
  scale_to_peak(samples, 0.5);
  return samples;
}

}  // namespace

std::span<const Surroundings> surroundings() { return places; }

std::vector<double> place_in(const Surroundings& where, std::vector<double> samples,
                             std::uint64_t seed) {
  if (where.has_room) samples = in_a_room(samples);
  if (where.noise_below > 0.0) {
    Noise noise(NoiseColour::pink, melody_rate, seed);
    const double gain = rms_of(samples) * from_db(-where.noise_below);
    const std::vector<double> added = noise.take(samples.size());
    for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += gain * added[n];
  }
  scale_to_peak(samples, 0.5);
  return samples;
}

std::vector<NotelessSound> noteless_sounds() {
  Noise noise(NoiseColour::pink, melody_rate, 23);
  std::vector<double> pink = noise.take(minute);
  scale_to_peak(pink, 0.5);
  return {{.name = "noise", .samples = std::move(pink)},
          {.name = "drums", .samples = drums()},
          {.name = "speech-like", .samples = babble()}};
}

}  // namespace audioblocks
