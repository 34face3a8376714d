// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks::scope {

/// What was heard in the time that is shown: the waveform's extremes, the pitch and the notes, in
/// cells of equal length, whatever the size of the picture. Positions count cells or samples since
/// the start.
class Trace {
 public:
  /// Cells in the time shown; no picture is wider.
  static constexpr std::uint64_t cells = 8192;

  struct Cell {
    /// Lowest and highest sample, full scale ±1.
    float low = 0.0F;
    float high = 0.0F;
    /// Semitones (a MIDI number with a fraction), if clarity is above 0.
    float semitones = 0.0F;
    float clarity = 0.0F;
    /// The MIDI note that sounds, −1 for none, and whether it begins here.
    std::int16_t note = -1;
    bool note_begins = false;
  };
  /// Samples from `start` up to, not including, `end`.
  struct Stretch {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
  };

  /// Call it once; false if memory is refused. `budget` must outlive this.
  [[nodiscard]] bool prepare(MemoryBudget& budget) noexcept {
    return ring_.allocate(budget, MemoryKind::scratch, cells);
  }

  /// Forgets everything; `span_samples` (≥ 1) is the time shown.
  void start(std::uint64_t span_samples) noexcept;

  /// Appends the samples of one block.
  void append(std::span<const float> samples) noexcept;
  /// Samples appended so far.
  [[nodiscard]] std::uint64_t position() const noexcept { return position_; }
  /// The next block that was appended is voiced, with this pitch,
  void set_pitch(Stretch block, double semitones, double clarity) noexcept;
  /// or unvoiced.
  void set_unvoiced() noexcept { was_voiced_ = false; }
  /// A note sounds there; −1: none does. `begins`: it begins with the first sample.
  void set_note(Stretch stretch, int midi, bool begins) noexcept;

  /// The first cell that has changed since the last call; end() or more if none has.
  [[nodiscard]] std::uint64_t take_change() noexcept {
    return std::exchange(changed_, std::numeric_limits<std::uint64_t>::max());
  }
  /// How many cells are complete; the last `cells` of them can be read.
  [[nodiscard]] std::uint64_t end() const noexcept;
  /// Merges cells first … last − 1 (complete, at least one); their pitch and note are the last ones
  /// of them.
  [[nodiscard]] Cell merged(std::uint64_t first, std::uint64_t last) const noexcept;
  /// Counts the starts, so that the picture is painted anew after each.
  [[nodiscard]] unsigned generation() const noexcept { return generation_; }

 private:
  /// The first sample of a cell.
  [[nodiscard]] std::uint64_t start_of(std::uint64_t cell) const noexcept;
  [[nodiscard]] Cell& open_cell(std::uint64_t cell) noexcept;
  /// The cells of a stretch that are still there, `end` being the one behind the last.
  [[nodiscard]] Stretch cells_of(Stretch stretch) const noexcept;

  AlignedArray<Cell> ring_;
  std::uint64_t span_samples_ = 1;
  /// Samples appended since the start.
  std::uint64_t position_ = 0;
  /// Cells before this one have been begun.
  std::uint64_t begun_ = 0;
  std::uint64_t changed_ = 0;
  unsigned generation_ = 0;
  bool was_voiced_ = false;
  double last_semitones_ = 0.0;
};

/// True if a pitch continues in another one (both in semitones): a line joins them.
bool are_joined(double from, double to) noexcept;

}  // namespace audioblocks::scope
