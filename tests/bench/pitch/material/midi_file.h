// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <span>
#include <string>

namespace audioblocks {

/// A note to play by itself.
struct MidiNote {
  /// General MIDI, from 0.
  int program = 0;
  /// 60 = C4.
  int key = 60;
  int velocity = 100;
  /// Cents, up to 200 either way.
  double bend = 0.0;
};

/// Seconds from note to note, from there to the note's start, and of its length.
inline constexpr double midi_slot = 0.55;
inline constexpr double midi_start = 0.05;
inline constexpr double midi_hold = 0.45;

/// Returns the bytes of a standard MIDI file that plays the notes one after another, each cut off
/// before the next.
std::string midi_file(std::span<const MidiNote> notes);

}  // namespace audioblocks
