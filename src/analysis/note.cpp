// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/note.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace audioblocks {

namespace {

// One octave a line, from MIDI note 0.
// clang-format off
constexpr std::array<const char*, last_midi_note + 1> names{
    "C-1", "C#-1", "D-1", "D#-1", "E-1", "F-1", "F#-1", "G-1", "G#-1", "A-1", "A#-1", "B-1",
    "C0", "C#0", "D0", "D#0", "E0", "F0", "F#0", "G0", "G#0", "A0", "A#0", "B0",
    "C1", "C#1", "D1", "D#1", "E1", "F1", "F#1", "G1", "G#1", "A1", "A#1", "B1",
    "C2", "C#2", "D2", "D#2", "E2", "F2", "F#2", "G2", "G#2", "A2", "A#2", "B2",
    "C3", "C#3", "D3", "D#3", "E3", "F3", "F#3", "G3", "G#3", "A3", "A#3", "B3",
    "C4", "C#4", "D4", "D#4", "E4", "F4", "F#4", "G4", "G#4", "A4", "A#4", "B4",
    "C5", "C#5", "D5", "D#5", "E5", "F5", "F#5", "G5", "G#5", "A5", "A#5", "B5",
    "C6", "C#6", "D6", "D#6", "E6", "F6", "F#6", "G6", "G#6", "A6", "A#6", "B6",
    "C7", "C#7", "D7", "D#7", "E7", "F7", "F#7", "G7", "G#7", "A7", "A#7", "B7",
    "C8", "C#8", "D8", "D#8", "E8", "F8", "F#8", "G8", "G#8", "A8", "A#8", "B8",
    "C9", "C#9", "D9", "D#9", "E9", "F9", "F#9", "G9",
};
// clang-format on

}  // namespace

double semitones_of(double frequency, double reference) noexcept {
  // Two logarithms, so that no quotient can overflow.
  return midi_a4 + 12.0 * (std::log2(frequency) - std::log2(reference));
}

double note_frequency(int midi, double reference) noexcept {
  return reference * std::exp2((midi - midi_a4) / 12.0);
}

const char* note_name(int midi) noexcept {
  return midi >= 0 && midi <= last_midi_note ? names[static_cast<std::size_t>(midi)] : "";
}

bool is_sharp(int midi) noexcept {
  constexpr unsigned sharps = 0b010101001010;  // bit 0 is C
  return ((sharps >> static_cast<unsigned>((midi % 12 + 12) % 12)) & 1U) != 0;
}

Note nearest_note(double frequency, double reference) noexcept {
  if (!(frequency > 0.0 && reference > 0.0) || !std::isfinite(frequency) ||
      !std::isfinite(reference))
    return {};
  const double semitones = semitones_of(frequency, reference);
  const double nearest = std::floor(semitones + 0.5);
  if (!(nearest >= 0.0 && nearest <= last_midi_note)) return {};
  const int midi = static_cast<int>(nearest);
  // Half a semitone can come out as a little more.
  const double cents = std::clamp(100.0 * (semitones - nearest), -50.0, std::nextafter(50.0, 0.0));
  return {midi, note_name(midi), cents};
}

}  // namespace audioblocks
