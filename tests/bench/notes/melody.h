// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace audioblocks {

inline constexpr int melody_rate = 44100;

/// A note as it was rendered.
struct TrueNote {
  /// Seconds.
  double onset = 0.0;
  double end = 0.0;
  /// MIDI number with a fraction.
  double pitch = 0.0;
};

struct Melody {
  std::vector<double> samples;
  std::vector<TrueNote> notes;
};

/// An instrument: how a note begins, sounds and ends.
struct Timbre {
  std::string_view name;
  /// MIDI notes.
  int lowest = 48;
  int highest = 72;
  /// Seconds until it is loud, and until it is quiet by 60 dB after the note's end.
  double attack = 0.005;
  double release = 0.05;
  /// Nepers a second of the fundamental, and for each further partial; 0 where the player keeps it
  /// up.
  double decay = 0.0;
  double decay_by_partial = 0.0;
  /// dB an octave that the partials fall by, and how far they are stretched.
  double slope = 6.0;
  double stretch = 0.0;
  /// Cents each way at 5.5 Hz, and seconds of gliding from the note before.
  double vibrato = 0.0;
  double glide = 0.0;
};

/// Plucked, struck, bowed, blown, sung, and a bass.
std::span<const Timbre> timbres();

/// Some 15 s of random notes of 0.11 to 0.7 s, a fifth of them repeated and an eighth after a rest;
/// the same for the same seed.
Melody render_melody(const Timbre& timbre, std::uint64_t seed);

}  // namespace audioblocks
