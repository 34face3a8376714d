// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace audioblocks::tool {

/// A stringed instrument in its usual tuning.
struct Instrument {
  const char* name;
  /// MIDI numbers of the open strings, in the players' order: the first string first.
  std::vector<int> strings;
};

/// The string nearest to a pitch, and the distance from it.
struct NearestString {
  /// From 1.
  int number = 0;
  /// "E2", with static storage.
  const char* note = "";
  /// Positive: the pitch is too high.
  double cents = 0.0;
};

/// nullptr if there is no such instrument.
const Instrument* find_instrument(std::string_view name);

/// The frequency of its lowest open string, in Hz, where A4 is at `reference_frequency`.
double lowest_frequency(const Instrument& instrument, double reference_frequency);

/// All names, in alphabetical order: "banjo, bass, …" where they are separated by ", ".
std::string instrument_names(std::string_view separator);

/// Both frequencies are in Hz and above 0; A4 is at `reference_frequency`.
NearestString nearest_string(const Instrument& instrument, double frequency,
                             double reference_frequency);

}  // namespace audioblocks::tool
