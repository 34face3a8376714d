// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/period_choice.h"

#include <algorithm>
#include <cmath>

#include "src/dsp/kernels.h"

namespace audioblocks {

namespace {

/// Where exactly a maximum lies matters at the limits only, and of the one that is chosen.
bool is_within(const Nsdf& nsdf, LagRange range, std::size_t top) noexcept {
  // A limit itself is in range, whatever the last digit of the interpolation says.
  constexpr double tolerance = 1.003;
  const double step = static_cast<double>(nsdf.step());
  const double place = static_cast<double>(top) * step;
  if (place >= range.shortest + step && place <= range.longest - step) return true;
  const double exact = nsdf.lag_at(top);
  return exact * tolerance >= range.shortest && exact <= range.longest * tolerance;
}

}  // namespace

bool PeriodChoice::prepare(MemoryBudget& budget, std::size_t most_values) noexcept {
  const std::size_t most = most_values / 2 + 1;
  return key_maxima_.prepare(budget, most_values) && interpolation_.prepare(budget, most) &&
         heights_.allocate(budget, MemoryKind::scratch, most) &&
         scores_.allocate(budget, MemoryKind::scratch, most);
}

/// The maxima in range.
std::span<const std::uint32_t> PeriodChoice::find_maxima(const Nsdf& nsdf,
                                                         LagRange range) noexcept {
  const std::span<const float> values = nsdf.values();
  const double step = static_cast<double>(nsdf.step());
  const auto first = static_cast<std::size_t>(std::max(0.0, range.shortest / step - 1.0));
  const auto beyond = static_cast<std::size_t>(range.longest / step + 2.0);
  auto tops = key_maxima_.find(values, first, std::min(values.size() - 1, beyond));
  while (!tops.empty() && !is_within(nsdf, range, tops.front())) tops = tops.subspan(1);
  while (!tops.empty() && !is_within(nsdf, range, tops.back())) tops = tops.first(tops.size() - 1);
  return tops;
}

/// The shortest period whose score comes near the best, so that of a period's multiples, which
/// repeat just as well, none is taken. A peak at a long lag scores less, since fewer samples make
/// the NSDF vary more there: the more, the noisier the block, which the highest of all peaks shows.
PeriodChoice::Choice PeriodChoice::choose(const Nsdf& nsdf, LagRange range) noexcept {
  const std::span<const std::uint32_t> tops = find_maxima(nsdf, range);
  const std::size_t count = tops.size();
  if (count == 0) return {};
  float* heights = heights_.data();
  interpolation_.heights_at(nsdf.values(), tops, heights);
  const float highest = kernels::greatest(heights, count, 0.0F);

  float* scores = scores_.data();
  const float noise = 1.0F - highest;
  const float part = static_cast<float>(nsdf.step()) / static_cast<float>(nsdf.length());
  for (std::size_t i = 0; i < count; ++i) {
    const float left = 1.0F - static_cast<float>(static_cast<std::int32_t>(tops[i])) * part;
    scores[i] = heights[i] - 2.0F * noise * (1.0F / std::sqrt(left) - 1.0F);
  }
  const float best = kernels::greatest(scores, count, scores[0]);
  const float good_enough = best > 0.0F ? best * (0.9F - 0.1F * noise) : best;
  std::size_t chosen = 0;
  while (scores[chosen] < good_enough) ++chosen;
  return {.peak = {.lag = static_cast<double>(tops[chosen] * nsdf.step()),
                   .height = static_cast<double>(heights[chosen])},
          .highest = highest};
}

}  // namespace audioblocks
