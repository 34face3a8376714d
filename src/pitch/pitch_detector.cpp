// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/pitch_detector.h"

#include <algorithm>
#include <cmath>

#include "src/base/buffer_constants.h"
#include "src/dsp/kernels.h"
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
  const std::size_t most = Nsdf::longest_lag(block_samples) / 2 + 2;
  return nsdf_.prepare(make_fft, budget, block_samples, rate) &&
         key_maxima_.prepare(budget, 2 * most) &&
         heights_.allocate(budget, MemoryKind::scratch, most) &&
         scores_.allocate(budget, MemoryKind::scratch, most);
}

PitchGuess PitchDetector::detect(const ScaledBlock& block, double min_frequency,
                                 double max_frequency) noexcept {
  const std::size_t valid = block.samples.size();
  if (valid < BufferConstants::min_pitch_samples) return {};
  const LagRange range = lag_range(valid, min_frequency, max_frequency);
  if (range.shortest > range.longest || !nsdf_.compute(block)) return {};

  const Choice choice = choose_in_noise(range);
  if (choice.peak.lag <= 0.0) return {};
  Peak peak = refine(choice.peak);
  peak.lag = std::clamp(peak.lag, range.shortest, range.longest);
  return {.frequency = rate_ / peak.lag,
          .clarity = clarity_of(peak, static_cast<double>(choice.highest))};
}

/// Of a noisy block, what repeats better: the block as it is, or without so much of its lows, where
/// pink noise and hum are.
PitchDetector::Choice PitchDetector::choose_in_noise(LagRange range) noexcept {
  constexpr float noisy = 0.7F;
  const Choice first = choose(range);
  if (first.highest >= noisy || !nsdf_.whiten()) return first;
  const Choice second = choose(range);
  if (second.highest > first.highest) return second;
  nsdf_.restore();
  return first;
}

PitchDetector::LagRange PitchDetector::lag_range(std::size_t valid, double min_frequency,
                                                 double max_frequency) const noexcept {
  LagRange range{.shortest = 2.0, .longest = static_cast<double>(Nsdf::longest_lag(valid))};
  if (max_frequency > 0.0) range.shortest = std::max(range.shortest, rate_ / max_frequency);
  if (min_frequency > 0.0) range.longest = std::min(range.longest, rate_ / min_frequency);
  return range;
}

/// The maxima in range.
std::span<const std::uint32_t> PitchDetector::find_maxima(LagRange range) noexcept {
  const std::span<const float> nsdf = nsdf_.values();
  const double step = static_cast<double>(nsdf_.step());
  const auto first = static_cast<std::size_t>(std::max(0.0, range.shortest / step - 1.0));
  const auto beyond = static_cast<std::size_t>(range.longest / step + 2.0);
  auto tops = key_maxima_.find(nsdf, first, std::min(nsdf.size() - 1, beyond));
  while (!tops.empty() && !is_within(range, tops.front())) tops = tops.subspan(1);
  while (!tops.empty() && !is_within(range, tops.back())) tops = tops.first(tops.size() - 1);
  return tops;
}

/// Where exactly a maximum lies matters at the limits only, and of the one that is chosen.
bool PitchDetector::is_within(LagRange range, std::size_t top) const noexcept {
  // A limit itself is in range, whatever the last digit of the interpolation says.
  constexpr double tolerance = 1.003;
  const double step = static_cast<double>(nsdf_.step());
  const double place = static_cast<double>(top) * step;
  if (place >= range.shortest + step && place <= range.longest - step) return true;
  const double exact = nsdf_.lag_at(top);
  return exact * tolerance >= range.shortest && exact <= range.longest * tolerance;
}

/// The shortest period whose score comes near the best, so that of a period's multiples, which
/// repeat just as well, none is taken. A peak at a long lag scores less, since fewer samples make
/// the NSDF vary more there: the more, the noisier the block, which the highest of all peaks tells.
PitchDetector::Choice PitchDetector::choose(LagRange range) noexcept {
  const std::span<const std::uint32_t> tops = find_maxima(range);
  const std::size_t count = tops.size();
  if (count == 0) return {};
  float* heights = heights_.data();
  nsdf_.heights_at(tops, heights);
  const float highest = kernels::greatest(heights, count, 0.0F);

  float* scores = scores_.data();
  const float noise = 1.0F - highest;
  const float part = static_cast<float>(nsdf_.step()) / static_cast<float>(nsdf_.length());
  for (std::size_t i = 0; i < count; ++i) {
    const float left = 1.0F - static_cast<float>(static_cast<std::int32_t>(tops[i])) * part;
    scores[i] = heights[i] - 2.0F * noise * (1.0F / std::sqrt(left) - 1.0F);
  }
  const float best = kernels::greatest(scores, count, scores[0]);
  const float good_enough = best > 0.0F ? best * (0.9F - 0.1F * noise) : best;
  std::size_t chosen = 0;
  while (scores[chosen] < good_enough) ++chosen;
  return {.peak = {.lag = static_cast<double>(tops[chosen] * nsdf_.step()),
                   .height = static_cast<double>(heights[chosen])},
          .highest = highest};
}

/// The maximum that is climbed to from an index, no farther than `reach`; 0 if there is none.
std::size_t PitchDetector::climb(std::size_t index, std::size_t reach) const noexcept {
  if (index <= reach) return 0;
  const std::span<const float> nsdf = nsdf_.values();
  const std::size_t first = index - reach;
  const std::size_t last = std::min(index + reach, nsdf.size() - 1);
  std::size_t i = index;
  while (i > first && nsdf[i - 1] > nsdf[i]) --i;
  while (i < last && nsdf[i + 1] > nsdf[i]) ++i;
  return i == first || i == last ? 0 : i;
}

/// The period from all its multiples, by least squares: what each tells weighs as sharp as its
/// maximum is and as many samples as it compares, times the square of how often it holds the
/// period.
PitchDetector::Multiples PitchDetector::fit_multiples(Peak peak) const noexcept {
  constexpr int most_periods = 24;
  // With fewer values a period a parabola through three of them would be wrong.
  constexpr float least_cosine = 0.8F;
  const std::span<const float> nsdf = nsdf_.values();
  const double step = static_cast<double>(nsdf_.step());
  const double length = static_cast<double>(nsdf_.length());
  const double longest = static_cast<double>(nsdf.size() - 2) * step;
  Multiples fit{.farthest = static_cast<std::size_t>(std::lround(peak.lag / step))};
  fit.period = nsdf_.lag_at(fit.farthest);
  const bool is_fine = nsdf_.cosine_at(fit.farthest) > least_cosine;
  const auto reach = static_cast<std::size_t>(1.0 + 0.1 * fit.period / step);
  const float least_height = 0.65F * static_cast<float>(peak.height);
  double lags = 0.0;
  double squares = 0.0;
  // Far ones tell the most, and not every one of them is needed.
  for (int next = 1; next <= most_periods && fit.period * next <= longest; next += 1 + next / 4) {
    const std::size_t i =
        climb(static_cast<std::size_t>(std::lround(fit.period * next / step)), reach);
    if (i == 0) continue;
    const float height = is_fine ? nsdf[i] : nsdf_.height_at(i);
    if (height < least_height) continue;
    const double before = static_cast<double>(nsdf[i - 1]);
    const double after = static_cast<double>(nsdf[i + 1]);
    const double bend = 2.0 * static_cast<double>(nsdf[i]) - before - after;
    if (bend <= 0.0) continue;
    const double lag = (static_cast<double>(i) + 0.5 * (after - before) / bend) * step;
    const double weight = bend * (1.0 - lag / length);
    lags += weight * next * lag;
    squares += weight * next * next;
    fit.period = is_fine ? lags / squares : lag / next;
    fit.farthest = i;
    fit.periods = next;
  }
  if (!is_fine) fit.period = nsdf_.lag_at(fit.farthest) / fit.periods;
  return fit;
}

/// The period, measured again by its multiples; and, where the weights would bend it, without
/// them.
PitchDetector::Peak PitchDetector::refine(Peak peak) const noexcept {
  const Multiples fit = fit_multiples(peak);
  const double length = static_cast<double>(nsdf_.length());
  // The high-pass bends a few periods; the low-pass more, of a block so short that its slope is
  // felt within a harmonic's width.
  constexpr double short_block = 0.008;
  const double bent_periods = length < short_block * rate_ ? 20.0 : 8.0;
  const bool is_clear = peak.height > 0.9;
  // Here the high-pass may have hidden how well the block repeats.
  const bool may_be_clear = length < 3.0 * fit.period && peak.height > 0.5;
  if (length < bent_periods * fit.period && (is_clear || may_be_clear)) {
    const Peak again = nsdf_.unweighted_peak(fit.period * fit.periods, fit.period);
    if (again.height > 0.9)
      return {.lag = again.lag / fit.periods, .height = std::max(peak.height, again.height)};
  }
  return {.lag = fit.period, .height = peak.height};
}

double PitchDetector::clarity_of(Peak peak, double highest) noexcept {
  const std::span<const float> nsdf = nsdf_.values();
  const auto end = std::min(nsdf.size(), static_cast<std::size_t>(peak.lag) / nsdf_.step() + 1);
  const float valley = kernels::least(nsdf.data(), end, 1.0F);
  // A steady block still compares a sixth of its energy at the longest lag; what repeats in less
  // is what the mean left of a click's surroundings.
  constexpr double enough = 0.02;
  const double believed = std::min(1.0, nsdf_.compared_part(peak.lag) / enough);
  return voicing_clarity({.height = believed * peak.height,
                          .highest = believed * std::max(highest, peak.height),
                          .valley = std::max(static_cast<double>(valley), -1.0),
                          .scarcity = scarcity(peak.lag, nsdf_.length()),
                          .harmonic_share = nsdf_.harmonic_share(peak.lag),
                          .quietest_part = nsdf_.quietest_part(),
                          .duration = static_cast<double>(nsdf_.length()) / rate_});
}

}  // namespace audioblocks
