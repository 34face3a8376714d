// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/material/tone.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace audioblocks {

namespace {

using Partials = std::vector<Partial>;

/// Partials at multiples of the fundamental; `amplitude` of each number, from 1.
template <typename Amplitude>
Partials harmonics(double fundamental, double limit, Amplitude amplitude) {
  Partials partials;
  for (int k = 1; k == 1 || k * fundamental < limit; ++k)
    partials.push_back({.frequency = k * fundamental, .amplitude = amplitude(k)});
  return partials;
}

Partials sine(double fundamental, double, Random&) {
  return {{.frequency = fundamental, .amplitude = 1.0}};
}

Partials saw(double fundamental, double limit, Random&) {
  return harmonics(fundamental, limit, [](int k) { return 1.0 / k; });
}

/// Harmonics 2 or 3 to 10.
Partials missing_fundamental(double fundamental, double limit, Random& random) {
  const int first = random.below(2) == 0 ? 2 : 3;
  return harmonics(fundamental, std::min(limit, 10.5 * fundamental),
                   [first](int k) { return k < first ? 0.0 : 1.0 / std::sqrt(k); });
}

/// The even harmonics 12 dB above the odd ones.
Partials strong_second(double fundamental, double limit, Random&) {
  return harmonics(fundamental, limit,
                   [](int k) { return (k % 2 == 1 ? 0.25 : 1.0) / std::pow(k, 0.8); });
}

/// A plucked, stiff string, as inharmonic as strings from guitar to piano.
Partials string(double fundamental, double limit, Random& random) {
  const double inharmonicity = random.log_uniform(1e-5, 2e-4);
  const double plucked_at = random.uniform(0.07, 0.3);
  const double decay = random.uniform(0.5, 4.0);
  Partials partials;
  for (int k = 1;; ++k) {
    const double frequency = k * fundamental * std::sqrt(1.0 + inharmonicity * k * k);
    if (k > 1 && frequency >= limit) return partials;
    partials.push_back(
        {.frequency = frequency,
         .amplitude = std::abs(std::sin(std::numbers::pi * k * plucked_at)) / std::pow(k, 0.8),
         .decay = decay * k});
  }
}

struct Formant {
  /// Hz.
  double centre;
  double bandwidth;
  double gain;
};
using Vowel = std::array<Formant, 3>;

/// Formants of men: G. E. Peterson, H. L. Barney, "Control Methods Used in a Study of the Vowels",
/// 1952.
constexpr std::array vowels{Vowel{{{730, 90, 1.0}, {1090, 110, 0.6}, {2440, 170, 0.3}}},
                            Vowel{{{270, 60, 1.0}, {2290, 100, 0.4}, {3010, 170, 0.3}}},
                            Vowel{{{300, 60, 1.0}, {870, 90, 0.5}, {2240, 170, 0.2}}},
                            Vowel{{{570, 80, 1.0}, {840, 100, 0.7}, {2410, 170, 0.2}}},
                            Vowel{{{530, 70, 1.0}, {1840, 100, 0.5}, {2480, 170, 0.3}}}};

Partials sung(double fundamental, double limit, Random& random) {
  const Vowel& vowel = vowels.at(random.below(vowels.size()));
  const double size = random.uniform(0.9, 1.2);  // men to women
  return harmonics(fundamental, limit, [&](int k) {
    double response = 0.0;
    for (const Formant& formant : vowel) {
      const double ratio = k * fundamental / (size * formant.centre);
      response += formant.gain / std::hypot(1.0 - ratio * ratio,
                                            ratio * formant.bandwidth / (size * formant.centre));
    }
    return response / k;
  });
}

constexpr std::array kinds{
    ToneKind{.name = "sine", .lowest = 60, .highest = 4000, .partials = sine},
    ToneKind{.name = "saw", .lowest = 50, .highest = 2500, .partials = saw},
    ToneKind{.name = "missing", .lowest = 70, .highest = 1000, .partials = missing_fundamental},
    ToneKind{.name = "second", .lowest = 60, .highest = 1200, .partials = strong_second},
    ToneKind{.name = "string", .lowest = 60, .highest = 1200, .exact = false, .partials = string},
    ToneKind{.name = "vowel", .lowest = 70, .highest = 800, .partials = sung}};

}  // namespace

std::span<const ToneKind> tone_kinds() { return kinds; }

std::vector<double> make_tone(const ToneKind& kind, double fundamental, std::size_t samples,
                              int rate, Random& random) {
  std::vector<double> tone(samples);
  for (const Partial& partial : kind.partials(fundamental, 0.47 * rate, random)) {
    const double phase = random.uniform(0.0, 2.0 * std::numbers::pi);
    const double step = 2.0 * std::numbers::pi * partial.frequency / rate;
    const double loss = std::exp(-partial.decay / rate);
    double amplitude = partial.amplitude;
    for (std::size_t i = 0; i < samples; ++i) {
      tone[i] += amplitude * std::sin(phase + step * static_cast<double>(i));
      amplitude *= loss;
    }
  }
  return tone;
}

}  // namespace audioblocks
