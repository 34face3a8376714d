// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "src/analysis/block_analysis.h"
#include "src/analysis/note.h"

namespace audioblocks::scope {

/// The vertical axis of the pitch: a row for each note of the equal-tempered scale, from the lowest
/// at the bottom to the highest at the top, an octave at least.
class NoteAxis {
 public:
  /// From the settings' limits of the pitch; where they leave it open, C2 and C7.
  static NoteAxis of(const AnalysisSettings& settings) noexcept;

  [[nodiscard]] int lowest() const noexcept { return lowest_; }
  [[nodiscard]] int highest() const noexcept { return highest_; }
  [[nodiscard]] int rows() const noexcept { return highest_ - lowest_ + 1; }
  /// Where a pitch in semitones (MIDI numbers with a fraction) lies, in parts of the axis: 0 at its
  /// upper end, 1 at the lower one.
  [[nodiscard]] double position(double semitones) const noexcept {
    return (highest_ + 0.5 - semitones) / rows();
  }
  [[nodiscard]] bool has(double semitones) const noexcept {
    return semitones >= lowest_ - 0.5 && semitones <= highest_ + 0.5;
  }
  bool operator==(const NoteAxis&) const noexcept = default;

 private:
  int lowest_ = 36;
  int highest_ = 96;
};

/// The name of a MIDI note, such as "A4".
const char* note_name(int midi) noexcept;
/// True for C#, D#, F#, G#, A#.
bool is_sharp(int midi) noexcept;

}  // namespace audioblocks::scope
