// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <span>
#include <vector>

#include "tests/bench/notes/melody.h"

namespace audioblocks {

/// A note as it was found.
struct FoundNote {
  TrueNote note;
  /// Seconds: the end of what had been heard when it was reported.
  double reported = 0.0;
};

/// Counts over melodies, as in mir_eval.transcription: a note is right if its onset is within 50 ms
/// and its pitch within 50 cents of one that was rendered, one to one; with the end, if that is
/// within 50 ms or a fifth of the note, too.
class NoteScore {
 public:
  void add(std::span<const TrueNote> rendered, std::span<const FoundNote> found);

  /// Harmonic mean of precision and recall, in per cent.
  [[nodiscard]] double f() const { return percent(right_); }
  [[nodiscard]] double f_with_end() const { return percent(right_with_end_); }
  /// Milliseconds from the onset to the report of the right notes; part: 0.5 for the median.
  [[nodiscard]] double delay(double part) const;

 private:
  [[nodiscard]] double percent(std::size_t right) const;

  std::size_t rendered_ = 0;
  std::size_t found_ = 0;
  std::size_t right_ = 0;
  std::size_t right_with_end_ = 0;
  std::vector<double> delays_;
};

}  // namespace audioblocks
