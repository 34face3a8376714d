// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "src/base/realtime.h"

namespace audioblocks {

/// A4 as a MIDI number, and its usual frequency in Hz.
inline constexpr int midi_a4 = 69;
inline constexpr double concert_pitch = 440.0;
/// The highest MIDI number: G9, 12.5 kHz at the usual tuning.
inline constexpr int last_midi_note = 127;

/// A note of the equal-tempered scale and how far a frequency is from it.
struct Note {
  /// MIDI number, 0 … 127 (C4 = 60); −1 for no note.
  int midi = -1;
  /// "C-1" … "G9", sharps, with static storage; "" for no note.
  const char* name = "";
  /// In [−50, 50).
  double cents = 0.0;
};

/// The MIDI number, with a fraction, of a frequency where A4 is `reference`: both in Hz, positive
/// and finite.
double semitones_of(double frequency, double reference) noexcept AUDIOBLOCKS_REALTIME;

/// The frequency in Hz of a MIDI number where A4 is `reference` Hz.
double note_frequency(int midi, double reference) noexcept AUDIOBLOCKS_REALTIME;

/// "C-1" … "G9" for MIDI numbers 0 … 127, with static storage; "" for any other.
const char* note_name(int midi) noexcept AUDIOBLOCKS_REALTIME;

/// True for C#, D#, F#, G# and A#.
bool is_sharp(int midi) noexcept AUDIOBLOCKS_REALTIME;

/// The note nearest to `frequency` (Hz) where A4 is `reference` Hz. No note for a frequency half a
/// semitone or more beyond MIDI's first or last note, or unless both are positive and finite.
Note nearest_note(double frequency, double reference) noexcept AUDIOBLOCKS_REALTIME;

}  // namespace audioblocks
