// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/command_line/instrument.h"

#include <algorithm>
#include <cmath>

#include "gst/tools/results/pitch_histogram.h"

namespace tool {

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

constexpr int midi_a4 = 69;

}  // namespace

const Instrument* find_instrument(std::string_view name) {
  const auto& instruments = all_instruments();
  const auto found = std::ranges::find_if(
      instruments, [name](const Instrument& instrument) { return name == instrument.name; });
  return found != instruments.end() ? &*found : nullptr;
}

std::string instrument_names() {
  std::string names;
  for (const Instrument& instrument : all_instruments())
    names += (names.empty() ? "" : ", ") + std::string(instrument.name);
  return names;
}

NearestString nearest_string(const Instrument& instrument, double frequency,
                             double reference_frequency) {
  const double pitch = midi_a4 + 12.0 * std::log2(frequency / reference_frequency);
  const auto nearest = std::ranges::min_element(
      instrument.strings, {}, [pitch](int string) { return std::abs(pitch - string); });
  const double open = reference_frequency * std::exp2((*nearest - midi_a4) / 12.0);
  return {static_cast<int>(nearest - instrument.strings.begin()) + 1,
          nearest_note(open, reference_frequency).name, 100.0 * (pitch - *nearest)};
}

}  // namespace tool
