// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

namespace audioblocks {

/// The beginning or the end of a note.
struct NoteEvent {
  bool is_on = false;
  /// Samples of the stream, counted as in TrackedBlock: of the beginning, and of the end. Until a
  /// note has ended, `end` is the end of what has been heard of it.
  std::uint64_t onset = 0;
  std::uint64_t end = 0;
  /// MIDI note nearest to `frequency`.
  int midi_note = -1;
  /// Hz, the median of the blocks that show the note, and its distance from `midi_note`, in cents.
  double frequency = 0.0;
  double cents = 0.0;
  /// Means of these blocks: power in dBFS, and 0 … 1.
  double level = 0.0;
  double clarity = 0.0;
};

}  // namespace audioblocks
