// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/period_refinement.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "src/pitch/peak_interpolation.h"
#include "src/pitch/unweighted_nsdf.h"

namespace audioblocks {

namespace {

/// What a period's multiples show of it.
struct Multiples {
  /// In samples.
  double period = 0.0;
  /// The farthest multiple that was found, and where in the NSDF's values it is.
  int periods = 1;
  std::size_t farthest = 0;
};

/// The maximum that is climbed to from an index, no farther than `reach`; 0 if there is none.
std::size_t climb(std::span<const float> values, std::size_t index, std::size_t reach) noexcept {
  if (index <= reach) return 0;
  const std::size_t first = index - reach;
  const std::size_t last = std::min(index + reach, values.size() - 1);
  std::size_t i = index;
  while (i > first && values[i - 1] > values[i]) --i;
  while (i < last && values[i + 1] > values[i]) ++i;
  return i == first || i == last ? 0 : i;
}

/// The period from all its multiples, by least squares: each weighs by how sharp its maximum is
/// and how many samples it compares, times the square of how often it holds the period.
Multiples fit_multiples(const Nsdf& nsdf, Peak peak) noexcept {
  constexpr int most_periods = 24;
  // With fewer values a period a parabola through three of them would be wrong.
  constexpr float least_cosine = 0.8F;
  const std::span<const float> values = nsdf.values();
  const double step = static_cast<double>(nsdf.step());
  const double length = static_cast<double>(nsdf.length());
  const double longest = static_cast<double>(values.size() - 2) * step;
  Multiples fit{.farthest = static_cast<std::size_t>(std::lround(peak.lag / step))};
  fit.period = nsdf.lag_at(fit.farthest);
  const float cosine = PeakInterpolation::cosine_at(values.data(), fit.farthest);
  const bool is_fine = cosine > least_cosine;
  // With fewer than four it would lead to a wrong multiple.
  const bool is_coarse = cosine < 0.0F;
  const auto reach = static_cast<std::size_t>(1.0 + 0.1 * fit.period / step);
  const float least_height = 0.65F * static_cast<float>(peak.height);
  double lags = 0.0;
  double squares = 0.0;
  // Far ones count the most, and not every one of them is needed.
  for (int next = 1; next <= most_periods && fit.period * next <= longest; next += 1 + next / 4) {
    const std::size_t i =
        climb(values, static_cast<std::size_t>(std::lround(fit.period * next / step)), reach);
    if (i == 0) continue;
    const float height = is_fine ? values[i] : PeakInterpolation::height_at(values.data(), i);
    if (height < least_height) continue;
    const double before = static_cast<double>(values[i - 1]);
    const double after = static_cast<double>(values[i + 1]);
    const double bend = 2.0 * static_cast<double>(values[i]) - before - after;
    if (bend <= 0.0) continue;
    const double lag = is_coarse ? nsdf.lag_at(i)
                                 : (static_cast<double>(i) + 0.5 * (after - before) / bend) * step;
    const double weight = bend * (1.0 - lag / length);
    lags += weight * next * lag;
    squares += weight * next * next;
    fit.period = is_fine ? lags / squares : lag / next;
    fit.farthest = i;
    fit.periods = next;
  }
  if (!is_fine) fit.period = nsdf.lag_at(fit.farthest) / fit.periods;
  return fit;
}

/// Whether the curve is higher at the longest lag searched than at the period, and still rising.
bool rises_beyond(const UnweightedNsdf& curve, double period, std::size_t length) noexcept {
  constexpr double more = 0.02;
  const std::size_t longest = CentredBlock::searched_lag(length);
  const double end = curve.at(longest);
  return end > curve.at(static_cast<std::size_t>(period)) + more &&
         end > curve.at(longest - length / 64);
}

}  // namespace

Peak refine_period(const CentredBlock& block, const Nsdf& nsdf, Peak peak, double rate) noexcept {
  const Multiples fit = fit_multiples(nsdf, peak);
  const Peak found{.lag = fit.period, .height = peak.height};
  const double length = static_cast<double>(nsdf.length());
  // The high-pass bends a few periods; the low-pass more, of a block so short that its slope is
  // felt within a harmonic's width.
  constexpr double short_block = 0.008;
  const double bent_periods = length < short_block * rate ? 20.0 : 8.0;
  const bool is_clear = peak.height > 0.9;
  // Here the high-pass may have hidden how well the block repeats.
  const bool may_be_clear = length < 3.0 * fit.period && peak.height > 0.5;
  if (length > bent_periods * fit.period || (!is_clear && !may_be_clear)) return found;

  const UnweightedNsdf unweighted(block);
  // Where it rises at the end, to more than at the period, the period lies beyond the end.
  constexpr double in_doubt = 2.0;
  if (length < in_doubt * fit.period && rises_beyond(unweighted, fit.period, nsdf.length()))
    return {.lag = static_cast<double>(CentredBlock::searched_lag(nsdf.length()))};
  const Peak again = unweighted.peak_near(fit.period * fit.periods, fit.period);
  if (again.height > 0.9)
    return {.lag = again.lag / fit.periods, .height = std::max(peak.height, again.height)};
  // For a period beyond the longest lag, the weights make a maximum out of a slope.
  constexpr double few_periods = 1.6;
  if (length > few_periods * fit.period) return found;
  if (again.lag > static_cast<double>(CentredBlock::longest_lag(nsdf.length()))) return again;
  if (peak.height > 0.8 && again.height < 0.85 * peak.height)
    return {.lag = fit.period, .height = std::min(peak.height, again.height)};
  return found;
}

}  // namespace audioblocks
