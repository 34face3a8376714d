// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/centred_block.h"
#include "src/pitch/peak_interpolation.h"
#include "src/pitch/weighted_spectrum.h"

namespace audioblocks {

/// The normalised square difference function (NSDF) of McLeod & Wyvill, "A Smarter Way to Find
/// Pitch" (2005), type II, of one unwindowed block: how well the block repeats after each lag, 1 at
/// best. The power spectrum is weighted before it becomes a correlation, which also allows the
/// correlation to be taken at fewer lags than there are samples.
class Nsdf {
 public:
  /// Where next to nothing is left to compare, what the mean left of a click's surroundings would
  /// repeat perfectly. A steady block keeps a third of its energy at the longest lag.
  static constexpr float least_energy = 0.05F;

  /// For a prepared block. False if memory refuses; `budget` must outlive the object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, const CentredBlock& block) noexcept;

  /// Takes a block and one of its power spectra, which must stay while power() is used.
  void compute(const CentredBlock& block, WeightedSpectrum& spectrum,
               std::span<const float> power) noexcept AUDIOBLOCKS_REALTIME;

  /// Samples of the block.
  [[nodiscard]] std::size_t length() const noexcept AUDIOBLOCKS_REALTIME { return length_; }
  /// Samples from one value to the next.
  [[nodiscard]] std::size_t step() const noexcept AUDIOBLOCKS_REALTIME { return step_; }
  /// The values at lag 0, step(), 2·step() …, one beyond the longest lag.
  [[nodiscard]] std::span<const float> values() const noexcept AUDIOBLOCKS_REALTIME {
    return values_.span().first(count_);
  }
  /// The power spectrum that the values come from.
  [[nodiscard]] std::span<const float> power() const noexcept AUDIOBLOCKS_REALTIME {
    return power_;
  }
  /// The lag in samples of the maximum at values()[index], interpolated.
  [[nodiscard]] double lag_at(std::size_t index) const noexcept AUDIOBLOCKS_REALTIME {
    return PeakInterpolation::place_at(values_.data(), index) * static_cast<double>(step_);
  }

  /// The value at a lag in samples, between two lags on the line through them; 0 beyond the last.
  [[nodiscard]] double value_at(double lag) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  void normalise(const StepEnergy& energy) noexcept;

  std::size_t length_ = 0;
  std::size_t step_ = 1;
  std::size_t count_ = 0;
  std::span<const float> power_;
  AlignedArray<float> values_;
};

}  // namespace audioblocks
