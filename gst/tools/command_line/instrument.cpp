// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/command_line/instrument.h"

#include <algorithm>
#include <cmath>

#include "src/analysis/note.h"

namespace audioblocks::tool {

namespace {

/// Standard tunings; C4 = 60.
const std::vector<Instrument>& all_instruments() {
  static const std::vector<Instrument> instruments = {
      {"banjo", {62, 59, 55, 50, 67}},
      {"bass", {43, 38, 33, 28}},
      {"bass-5", {43, 38, 33, 28, 23}},
      {"cello", {57, 50, 43, 36}},
      {"double-bass", {43, 38, 33, 28}},
      {"guitar", {64, 59, 55, 50, 45, 40}},
      {"guitar-7", {64, 59, 55, 50, 45, 40, 35}},
      {"mandolin", {76, 69, 62, 55}},
      {"ukulele", {69, 64, 60, 67}},
      {"viola", {69, 62, 55, 48}},
      {"violin", {76, 69, 62, 55}},
  };
  return instruments;
}

}  // namespace

const Instrument* find_instrument(std::string_view name) {
  const auto& instruments = all_instruments();
  const auto found = std::ranges::find_if(
      instruments, [name](const Instrument& instrument) { return name == instrument.name; });
  return found != instruments.end() ? &*found : nullptr;
}

double lowest_frequency(const Instrument& instrument, double reference_frequency) {
  return note_frequency(*std::ranges::min_element(instrument.strings), reference_frequency);
}

std::string instrument_names(std::string_view separator) {
  std::string names;
  for (const Instrument& instrument : all_instruments())
    names.append(names.empty() ? "" : separator).append(instrument.name);
  return names;
}

NearestString nearest_string(const Instrument& instrument, double frequency,
                             double reference_frequency) {
  const double pitch = semitones_of(frequency, reference_frequency);
  const auto nearest = std::ranges::min_element(
      instrument.strings, {}, [pitch](int string) { return std::abs(pitch - string); });
  return {static_cast<int>(nearest - instrument.strings.begin()) + 1, note_name(*nearest),
          100.0 * (pitch - *nearest)};
}

}  // namespace audioblocks::tool
