// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "src/base/realtime.h"
#include "src/dsp/fft.h"
#include "src/dsp/scaled_block.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/centred_block.h"
#include "src/pitch/harmonic_share.h"
#include "src/pitch/nsdf.h"
#include "src/pitch/peak.h"
#include "src/pitch/period_choice.h"
#include "src/pitch/weighted_spectrum.h"

namespace audioblocks {

/// The pitch that fits a block best.
struct PitchGuess {
  /// Hz; 0 where nothing in the block repeats.
  double frequency = 0.0;
  /// How sure it is that the block has a pitch at all, 0 … 1; see voicing_clarity().
  double clarity = 0.0;
};

/// Fundamental frequency of single blocks, by the maxima of the Nsdf. docs/pitch.md describes every
/// step, with the sources and what each is worth.
class PitchDetector {
 public:
  /// Plans the transforms. False if memory or the planner refuses; `budget` must outlive the
  /// detector.
  [[nodiscard]] bool prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                             int rate) noexcept;

  /// The lowest pitch, in Hz, that is found in a block of so many samples: 1.2 periods a block.
  static constexpr double lowest_frequency(std::size_t block_samples, double rate) noexcept {
    return rate / static_cast<double>(CentredBlock::longest_lag(block_samples));
  }

  /// The pitch of a block of at most `block_samples` samples, between two limits in Hz; 0 = as low
  /// (1.2 periods a block) and as high (rate/2) as the block and rate allow. No guess under
  /// BufferConstants::min_pitch_samples.
  PitchGuess detect(const ScaledBlock& block, double min_frequency,
                    double max_frequency) noexcept AUDIOBLOCKS_REALTIME;

 private:
  /// A choice, and the curve in which it was made; none where the lag is 0.
  struct Look {
    const Nsdf* nsdf = nullptr;
    PeriodChoice::Choice choice;
  };

  [[nodiscard]] LagRange lag_range(std::size_t valid, double min_frequency,
                                   double max_frequency) const noexcept;
  [[nodiscard]] Look look(LagRange range) noexcept;
  [[nodiscard]] double clarity_of(const Nsdf& nsdf, Peak peak, double highest) noexcept;

  double rate_ = 0.0;
  CentredBlock block_;
  WeightedSpectrum spectrum_;
  /// Of the block, and of a noisy block whitened.
  Nsdf nsdf_;
  Nsdf whitened_nsdf_;
  PeriodChoice period_choice_;
  HarmonicShare harmonic_share_;
};

}  // namespace audioblocks
