// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/notes/melody.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "tests/bench/pitch/material/loudness.h"
#include "tests/bench/pitch/material/random.h"

namespace audioblocks {

namespace {

constexpr double duration = 15.0;
constexpr double two_pi = 2.0 * std::numbers::pi;

constexpr std::array instruments{Timbre{.name = "plucked",
                                        .lowest = 45,
                                        .highest = 76,
                                        .attack = 0.002,
                                        .decay = 1.5,
                                        .decay_by_partial = 1.2,
                                        .slope = 7.0},
                                 Timbre{.name = "struck",
                                        .lowest = 48,
                                        .highest = 84,
                                        .attack = 0.004,
                                        .decay = 1.0,
                                        .decay_by_partial = 0.8,
                                        .slope = 9.0,
                                        .stretch = 2e-4},
                                 Timbre{.name = "bowed",
                                        .lowest = 48,
                                        .highest = 86,
                                        .attack = 0.05,
                                        .release = 0.12,
                                        .slope = 6.0,
                                        .vibrato = 20.0},
                                 Timbre{.name = "blown",
                                        .lowest = 55,
                                        .highest = 88,
                                        .attack = 0.03,
                                        .release = 0.06,
                                        .slope = 12.0},
                                 Timbre{.name = "sung",
                                        .lowest = 48,
                                        .highest = 74,
                                        .attack = 0.04,
                                        .release = 0.08,
                                        .slope = 8.0,
                                        .vibrato = 40.0,
                                        .glide = 0.06},
                                 Timbre{.name = "bass",
                                        .lowest = 33,
                                        .highest = 52,
                                        .attack = 0.004,
                                        .decay = 0.8,
                                        .decay_by_partial = 0.7,
                                        .slope = 8.0}};

double frequency_of(double pitch) { return 440.0 * std::exp2((pitch - 69.0) / 12.0); }

std::vector<TrueNote> compose(const Timbre& timbre, Random& random) {
  constexpr std::array steps{-12, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 7, 12};
  const double detuning = random.uniform(-0.15, 0.15);
  const double beat = random.log_uniform(0.22, 0.7);
  std::vector<TrueNote> notes;
  int key = (timbre.lowest + timbre.highest) / 2;
  for (double time = 0.3; time < duration - 1.0;) {
    if (random.below(8) == 0) time += 0.5 * beat;
    const double length = random.below(3) == 0 ? 0.5 * beat : beat;
    if (random.below(5) != 0) {
      const int next = key + steps[random.below(steps.size())];
      if (next >= timbre.lowest && next <= timbre.highest) key = next;
    }
    const double held = random.below(2) == 0 ? length : 0.85 * length;
    notes.push_back({.onset = time, .end = time + held, .pitch = key + detuning});
    time += length;
  }
  return notes;
}

/// The loudness at a time after the onset, without the decay of single partials.
double envelope(const Timbre& timbre, double time, double held) {
  const double rise = std::min(1.0, time / timbre.attack);
  const double fall = time > held ? from_db(-60.0 * (time - held) / timbre.release) : 1.0;
  return rise * rise * fall;
}

/// A note, until it is quiet.
void add_note(const Timbre& timbre, const TrueNote& note, double from, double loudness,
              Random& random, std::vector<double>& samples) {
  constexpr int most_partials = 24;
  const double frequency = frequency_of(note.pitch);
  const double held = note.end - note.onset;
  std::array<double, most_partials + 1> phases{};
  for (double& phase : phases) phase = random.uniform(0.0, two_pi);
  const auto first = static_cast<std::size_t>(note.onset * melody_rate);
  const auto count = static_cast<std::size_t>((held + timbre.release) * melody_rate);
  for (std::size_t n = 0; n < count && first + n < samples.size(); ++n) {
    const double time = static_cast<double>(n) / melody_rate;
    double semitones =
        timbre.vibrato / 100.0 * std::sin(two_pi * 5.5 * time) * std::min(1.0, time / 0.2);
    if (time < timbre.glide) semitones += (from - note.pitch) * (1.0 - time / timbre.glide);
    const double step = two_pi * frequency * std::exp2(semitones / 12.0) / melody_rate;
    double value = 0.0;
    for (int k = 1; k <= most_partials; ++k) {
      const double multiple = k * std::sqrt(1.0 + timbre.stretch * k * k);
      if (multiple * frequency > 0.4 * melody_rate) break;
      phases[static_cast<std::size_t>(k)] += multiple * step;
      const double decay = timbre.decay > 0.0 ? timbre.decay + timbre.decay_by_partial * k : 0.0;
      value += from_db(-timbre.slope * std::log2(k)) * std::exp(-decay * time) *
               std::sin(phases[static_cast<std::size_t>(k)]);
    }
    samples[first + n] += loudness * envelope(timbre, time, held) * value;
  }
}

}  // namespace

std::span<const Timbre> timbres() { return instruments; }

Melody render_melody(const Timbre& timbre, std::uint64_t seed) {
  Random random(seed);
  Melody melody;
  melody.notes = compose(timbre, random);
  melody.samples.resize(static_cast<std::size_t>(duration * melody_rate));
  double from = melody.notes.front().pitch;
  for (const TrueNote& note : melody.notes) {
    add_note(timbre, note, from, from_db(random.uniform(-8.0, 0.0)), random, melody.samples);
    from = note.pitch;
  }
  scale_to_peak(melody.samples, 0.5);
  return melody;
}

}  // namespace audioblocks
