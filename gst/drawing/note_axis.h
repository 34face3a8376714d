// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

namespace audioblocks {

/// The vertical axis of a pitch: a row for each note of the equal-tempered scale, all of the same
/// height, the lowest at the bottom. Notes are MIDI numbers.
class NoteAxis {
 public:
  /// C2 to C7.
  NoteAxis() = default;
  NoteAxis(int lowest, int highest) noexcept : lowest_(lowest), highest_(highest) {}

  [[nodiscard]] int lowest() const noexcept { return lowest_; }
  [[nodiscard]] int highest() const noexcept { return highest_; }
  [[nodiscard]] int rows() const noexcept { return highest_ - lowest_ + 1; }
  /// Where a pitch in semitones (a MIDI number with a fraction) lies, as a share of the axis: 0 at
  /// its upper end, 1 at the lower one.
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

}  // namespace audioblocks
