// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace audioblocks::tool {

/// A stringed instrument in its usual tuning.
struct Instrument {
  const char* name;
  /// MIDI notes of the open strings, as players count them: the first string first.
  std::vector<int> strings;
};

/// A string, and how far a pitch is from it.
struct NearestString {
  /// From 1.
  int number = 0;
  /// "E2", with static storage.
  const char* note = "";
  /// Positive: too high.
  double cents = 0.0;
};

/// nullptr where it is not known.
const Instrument* find_instrument(std::string_view name);

/// "banjo, bass, …".
std::string instrument_names();

/// `frequency` and `reference_frequency` in Hz, above 0.
NearestString nearest_string(const Instrument& instrument, double frequency,
                             double reference_frequency);

}  // namespace audioblocks::tool
