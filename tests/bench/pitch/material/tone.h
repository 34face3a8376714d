// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tests/bench/pitch/material/random.h"

namespace audioblocks {

/// One sinusoid of a tone.
struct Partial {
  /// Hz.
  double frequency = 0.0;
  double amplitude = 0.0;
  /// Nepers a second.
  double decay = 0.0;
};

/// A kind of steady tone with exactly known partials.
struct ToneKind {
  std::string_view name;
  /// Range in Hz of instruments or voices of this kind.
  double lowest = 0.0;
  double highest = 0.0;
  /// False if partials are stretched, so that the pitch is not a single frequency.
  bool exact = true;
  /// Returns the partials at a fundamental, up to `limit` Hz; free parameters are random.
  std::vector<Partial> (*partials)(double fundamental, double limit, Random& random) = nullptr;
};

/// Sine, saw, missing fundamental, strong second harmonic, string, vowel.
std::span<const ToneKind> tone_kinds();

/// Returns `samples` samples of such a tone, with random phases.
std::vector<double> make_tone(const ToneKind& kind, double fundamental, std::size_t samples,
                              int rate, Random& random);

}  // namespace audioblocks
