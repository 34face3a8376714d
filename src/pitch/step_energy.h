// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "src/base/realtime.h"
#include "src/dsp/half_band.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The energy of a block up to each of its steps, a step being one or several samples: so the
/// energy of any stretch of whole steps is one difference.
class StepEnergy {
 public:
  static constexpr std::size_t longest_step = 8;

  /// False if memory refuses; `budget` must outlive the object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t block_samples) noexcept;

  /// Takes a block in steps of one sample.
  void sum_samples(std::span<const float> samples) noexcept AUDIOBLOCKS_REALTIME;
  /// Takes a block in `steps` steps of 2, 4 or 8 samples.
  void sum_steps(HalfBand::Phases samples, std::size_t steps,
                 std::size_t step) noexcept AUDIOBLOCKS_REALTIME;

  /// Steps of the block.
  [[nodiscard]] std::size_t steps() const noexcept AUDIOBLOCKS_REALTIME { return steps_; }
  /// Energy of the first n steps, n = 0 … steps().
  [[nodiscard]] const float* up_to() const noexcept AUDIOBLOCKS_REALTIME { return sums_.data(); }
  [[nodiscard]] float total() const noexcept AUDIOBLOCKS_REALTIME { return sums_[steps_]; }

  /// The part of the energy that is compared at a lag in steps, 0 … 1.
  [[nodiscard]] double compared_part(std::size_t lag) const noexcept AUDIOBLOCKS_REALTIME;
  /// Power of the quietest stretch of the block over that of the whole. A stretch is as many whole
  /// periods, of so many steps, as make an eighth of the block or more: a tone of constant strength
  /// has as much power in each, however its power varies within a period.
  [[nodiscard]] double quietest_part(double period) const noexcept AUDIOBLOCKS_REALTIME;
  /// Steps before the sound begins: the last sixteenth of the block up to which the power is under
  /// a 50th of the power after it, 17 dB. 0 where there is none that leaves a quarter of the block.
  [[nodiscard]] std::size_t onset() const noexcept AUDIOBLOCKS_REALTIME;

 private:
  std::size_t steps_ = 0;
  AlignedArray<float> squares_;
  AlignedArray<float> sums_;
};

}  // namespace audioblocks
