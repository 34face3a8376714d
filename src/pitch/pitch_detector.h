// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <optional>

#include "src/base/realtime.h"
#include "src/dsp/fft.h"
#include "src/dsp/scaled_block.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/centred_block.h"
#include "src/pitch/harmonic_share.h"
#include "src/pitch/look.h"
#include "src/pitch/low_trend.h"
#include "src/pitch/peak.h"
#include "src/pitch/period_choice.h"
#include "src/pitch/voicing.h"

namespace audioblocks {

/// The pitch that fits a block best.
struct PitchGuess {
  /// Hz; 0 where nothing in the block repeats.
  double frequency = 0.0;
  /// How sure it is that the block has a pitch at all, 0 … 1; see voicing_clarity().
  double clarity = 0.0;
  /// How exactly the block repeats after a period of that frequency: the NSDF's height, 1 at best.
  double height = 0.0;
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
  /// (lowest_frequency()) and as high (rate/2) as the block and rate allow. No guess where the
  /// pitch lies outside of them, nor under BufferConstants::min_pitch_samples.
  PitchGuess detect(const ScaledBlock& block, double min_frequency,
                    double max_frequency) noexcept AUDIOBLOCKS_REALTIME;

 private:
  /// What was found in a look at the block.
  struct Found {
    const Look* look = nullptr;
    Peak period;
    double highest = 0.0;
    /// Once it was asked for.
    std::optional<double> clarity = std::nullopt;
  };

  /// The pitch of a block that sounds from its beginning on.
  [[nodiscard]] PitchGuess guess_of(const ScaledBlock& block, double min_frequency,
                                    double max_frequency) noexcept;
  [[nodiscard]] Found find(double longest) noexcept;
  [[nodiscard]] bool may_have_lows(Found& whole) noexcept;
  [[nodiscard]] Found choose_without_lows(Found whole, double longest) noexcept;
  [[nodiscard]] double clarity_of(Found& found) noexcept;
  [[nodiscard]] VoicingFeatures features_of(const Found& found) noexcept;

  double rate_ = 0.0;
  /// At the block as it came, and without its trend.
  Look whole_;
  Look detrended_;
  PeriodChoice period_choice_;
  LowTrend trend_;
  HarmonicShare harmonic_share_;
};

}  // namespace audioblocks
