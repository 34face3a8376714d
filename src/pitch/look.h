// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "src/base/realtime.h"
#include "src/dsp/fft.h"
#include "src/dsp/scaled_block.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/centred_block.h"
#include "src/pitch/low_trend.h"
#include "src/pitch/nsdf.h"
#include "src/pitch/peak.h"
#include "src/pitch/period_choice.h"
#include "src/pitch/weighted_spectrum.h"

namespace audioblocks {

/// A block, as it came or without its trend, with all that is computed to find its period.
class Look {
 public:
  /// Plans the transforms. False if memory or the planner refuses; `budget` must outlive the
  /// object.
  [[nodiscard]] bool prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                             int rate) noexcept;

  /// Takes a block of at most `block_samples` samples. False if it holds nothing but a constant.
  [[nodiscard]] bool load(const ScaledBlock& block) noexcept AUDIOBLOCKS_REALTIME;
  /// Takes the block of another look without its trend. False if nothing is left of it.
  [[nodiscard]] bool load_without_trend(const Look& other,
                                        LowTrend& trend) noexcept AUDIOBLOCKS_REALTIME;

  /// Chooses the period and measures it exactly; `longest` and `enough` as in PeriodChoice. False
  /// if nothing repeats.
  [[nodiscard]] bool find_period(PeriodChoice& choice, double longest,
                                 float enough) noexcept AUDIOBLOCKS_REALTIME;

  /// Does so again as if in pink noise, the power weighted by about the frequency too. False, and
  /// nothing changed, if no maximum gets higher by it.
  bool find_period_in_noise(PeriodChoice& choice, double longest,
                            float enough) noexcept AUDIOBLOCKS_REALTIME;

  [[nodiscard]] const CentredBlock& block() const noexcept AUDIOBLOCKS_REALTIME { return block_; }
  [[nodiscard]] const WeightedSpectrum& spectrum() const noexcept AUDIOBLOCKS_REALTIME {
    return spectrum_;
  }
  /// The curve in which the period was chosen.
  [[nodiscard]] const Nsdf& nsdf() const noexcept AUDIOBLOCKS_REALTIME { return *chosen_; }
  [[nodiscard]] Peak period() const noexcept AUDIOBLOCKS_REALTIME { return period_; }
  /// The height of the period as it was chosen, and of the highest of all maxima.
  [[nodiscard]] double chosen_height() const noexcept AUDIOBLOCKS_REALTIME {
    return choice_.peak.height;
  }
  [[nodiscard]] double highest() const noexcept AUDIOBLOCKS_REALTIME {
    return static_cast<double>(choice_.highest);
  }

  /// The height of the highest of the maxima at shorter lags.
  [[nodiscard]] double highest_shorter() const noexcept AUDIOBLOCKS_REALTIME {
    return static_cast<double>(choice_.highest_shorter);
  }

 private:
  bool refine() noexcept;

  double rate_ = 0.0;
  CentredBlock block_;
  WeightedSpectrum spectrum_;
  /// The NSDF of the block, and that of a noisy block, whitened.
  Nsdf nsdf_;
  Nsdf whitened_nsdf_;
  const Nsdf* chosen_ = nullptr;
  PeriodChoice::Choice choice_;
  Peak period_;
};

}  // namespace audioblocks
