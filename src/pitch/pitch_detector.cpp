// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/pitch_detector.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "src/base/buffer_constants.h"
#include "src/dsp/kernels.h"
#include "src/pitch/period_refinement.h"
#include "src/pitch/voicing.h"

namespace audioblocks {

namespace {

/// How few samples are compared at a lag: the NSDF's standard deviation in noise over that at lag
/// 0, less 1.
double scarcity(double lag, std::size_t length) noexcept {
  return 1.0 / std::sqrt(1.0 - lag / static_cast<double>(length)) - 1.0;
}

}  // namespace

bool PitchDetector::prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                            int rate) noexcept {
  rate_ = static_cast<double>(rate);
  return block_.prepare(budget, block_samples, rate) &&
         spectrum_.prepare(make_fft, budget, block_, block_samples, rate) &&
         nsdf_.prepare(budget, block_) && whitened_nsdf_.prepare(budget, block_) &&
         period_choice_.prepare(budget, block_.most_lags()) &&
         harmonic_share_.prepare(budget, spectrum_.size() / 2 + 1);
}

PitchGuess PitchDetector::detect(const ScaledBlock& block, double min_frequency,
                                 double max_frequency) noexcept {
  const std::size_t valid = block.samples.size();
  if (valid < BufferConstants::min_pitch_samples) return {};
  const LagRange range = lag_range(valid, min_frequency, max_frequency);
  if (range.shortest > range.longest || !block_.load(block)) return {};

  spectrum_.compute(block_);
  const auto& [nsdf, choice] = look(range);
  if (choice.peak.lag <= 0.0) return {};
  Peak peak = refine_period(block_, *nsdf, choice.peak, rate_);
  peak.lag = std::clamp(peak.lag, range.shortest, range.longest);
  return {.frequency = rate_ / peak.lag,
          .clarity = clarity_of(*nsdf, peak, static_cast<double>(choice.highest))};
}

LagRange PitchDetector::lag_range(std::size_t valid, double min_frequency,
                                  double max_frequency) const noexcept {
  LagRange range{.shortest = 2.0, .longest = static_cast<double>(CentredBlock::longest_lag(valid))};
  if (max_frequency > 0.0) range.shortest = std::max(range.shortest, rate_ / max_frequency);
  if (min_frequency > 0.0) range.longest = std::min(range.longest, rate_ / min_frequency);
  return range;
}

/// For a noisy block what repeats better: the block as it is, or without so much of its lows, where
/// pink noise and hum are.
PitchDetector::Look PitchDetector::look(LagRange range) noexcept {
  constexpr float noisy = 0.7F;
  nsdf_.compute(block_, spectrum_, spectrum_.power());
  const Look first{&nsdf_, period_choice_.choose(nsdf_, range)};
  if (first.choice.highest >= noisy || !spectrum_.is_weighted()) return first;
  whitened_nsdf_.compute(block_, spectrum_, spectrum_.whiten());
  const Look second{&whitened_nsdf_, period_choice_.choose(whitened_nsdf_, range)};
  return second.choice.highest > first.choice.highest ? second : first;
}

double PitchDetector::clarity_of(const Nsdf& nsdf, Peak peak, double highest) noexcept {
  const std::span<const float> values = nsdf.values();
  const double period = peak.lag / static_cast<double>(nsdf.step());
  const auto lag_steps = static_cast<std::size_t>(period);
  const float valley = kernels::least(values.data(), std::min(values.size(), lag_steps + 1), 1.0F);
  // A steady block still compares a sixth of its energy at the longest lag; what repeats in less
  // is what the mean left of a click's surroundings.
  constexpr double enough = 0.02;
  const StepEnergy& energy = block_.energy();
  const double believed = std::min(1.0, energy.compared_part(lag_steps) / enough);
  const double length = static_cast<double>(nsdf.length());
  const double size = static_cast<double>(spectrum_.size());
  const double share = harmonic_share_.of(nsdf.power().first(spectrum_.harmonic_bins()),
                                          size / peak.lag, size / length);
  return voicing_clarity({.height = believed * peak.height,
                          .highest = believed * std::max(highest, peak.height),
                          .valley = std::max(static_cast<double>(valley), -1.0),
                          .scarcity = scarcity(peak.lag, nsdf.length()),
                          .harmonic_share = share,
                          .quietest_part = energy.quietest_part(period),
                          .duration = length / rate_});
}

}  // namespace audioblocks
