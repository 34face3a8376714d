// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/look.h"

#include "src/pitch/period_refinement.h"

namespace audioblocks {

bool Look::prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                   int rate) noexcept {
  rate_ = static_cast<double>(rate);
  return block_.prepare(budget, block_samples, rate) &&
         spectrum_.prepare(make_fft, budget, block_, block_samples, rate) &&
         nsdf_.prepare(budget, block_) && whitened_nsdf_.prepare(budget, block_);
}

bool Look::load(const ScaledBlock& block) noexcept { return block_.load(block); }

bool Look::load_without_trend(const Look& other, LowTrend& trend) noexcept {
  return block_.load_without_trend(other.block_, trend, rate_);
}

bool Look::find_period(PeriodChoice& choice, double longest, float enough) noexcept {
  spectrum_.compute(block_);
  nsdf_.compute(block_, spectrum_, spectrum_.power());
  chosen_ = &nsdf_;
  choice_ = choice.choose(nsdf_, longest, enough);
  return refine();
}

bool Look::find_period_in_noise(PeriodChoice& choice, double longest, float enough) noexcept {
  if (!spectrum_.is_weighted()) return false;
  whitened_nsdf_.compute(block_, spectrum_, spectrum_.whiten());
  const PeriodChoice::Choice whitened = choice.choose(whitened_nsdf_, longest, enough);
  if (whitened.highest <= choice_.highest) return false;
  chosen_ = &whitened_nsdf_;
  choice_ = whitened;
  return refine();
}

bool Look::refine() noexcept {
  period_ = {};
  if (choice_.peak.lag <= 0.0) return false;
  period_ = refine_period(block_, *chosen_, choice_.peak, rate_);
  return true;
}

}  // namespace audioblocks
