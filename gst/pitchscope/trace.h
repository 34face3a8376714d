// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/analysis/block_analysis.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks::scope {

/// What was heard in the time that is shown: the waveform's extremes and the pitch, in cells of
/// equal length, whatever the size of the picture. Positions count cells from the start on.
class Trace {
 public:
  /// Cells in the time shown. A picture is not wider than this.
  static constexpr std::uint64_t cells = 8192;

  struct Cell {
    /// Lowest and highest sample, full scale ±1.
    float low = 0.0F;
    float high = 0.0F;
    /// Semitones (MIDI number with a fraction) where clarity is above 0.
    float semitones = 0.0F;
    float clarity = 0.0F;
  };

  /// Once; false if memory is refused. `budget` must outlive this.
  [[nodiscard]] bool prepare(MemoryBudget& budget) noexcept {
    return ring_.allocate(budget, MemoryKind::scratch, cells);
  }

  /// Forgets everything; `span_samples` (≥ 1) is the time shown.
  void start(std::uint64_t span_samples) noexcept;

  /// What was heard in one block.
  void append(std::span<const float> samples, const BlockAnalysis& analysis) noexcept;

  /// How many cells are complete; those of the last `cells` can be read.
  [[nodiscard]] std::uint64_t end() const noexcept;
  /// Cells first … last − 1 (at least one, complete) taken together: the last pitch there is.
  [[nodiscard]] Cell merged(std::uint64_t first, std::uint64_t last) const noexcept;
  /// Counts the starts, so that who paints knows when to begin anew.
  [[nodiscard]] unsigned generation() const noexcept { return generation_; }

 private:
  /// The pitch over a block: from one value to another, in semitones.
  struct Glide {
    double from = 0.0;
    double to = 0.0;
    float clarity = 0.0F;
  };
  [[nodiscard]] Glide glide_to(const BlockAnalysis& analysis) noexcept;
  /// The first sample of a cell.
  [[nodiscard]] std::uint64_t start_of(std::uint64_t cell) const noexcept;
  [[nodiscard]] Cell& open_cell(std::uint64_t cell) noexcept;

  AlignedArray<Cell> ring_;
  std::uint64_t span_samples_ = 1;
  /// Samples taken in.
  std::uint64_t position_ = 0;
  /// Cells before this one have been begun.
  std::uint64_t begun_ = 0;
  unsigned generation_ = 0;
  bool was_voiced_ = false;
  double last_semitones_ = 0.0;
};

/// True where a pitch goes over into another one (semitones): a line joins them.
bool are_joined(double from, double to) noexcept;

}  // namespace audioblocks::scope
