// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace audioblocks {

/// A recording of a melody as it may be: clean, with pink noise that many dB below it, or in a
/// room.
struct Surroundings {
  std::string_view name;
  /// dB; 0 for none.
  double noise_below = 0.0;
  bool has_room = false;
};

std::span<const Surroundings> surroundings();

/// The samples in these surroundings, at melody_rate.
std::vector<double> place_in(const Surroundings& where, std::vector<double> samples,
                             std::uint64_t seed);

/// A minute of sound without notes.
struct NotelessSound {
  std::string_view name;
  std::vector<double> samples;
};

/// Pink noise, drums, and what is like speech: gliding vowels, hisses and pauses.
std::vector<NotelessSound> noteless_sounds();

}  // namespace audioblocks
