// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/period_choice.h"

#include <cmath>

#include "src/dsp/kernels.h"

namespace audioblocks {

namespace {

/// How many of the maxima lie at lags up to `longest`, in samples.
std::size_t count_within(std::span<const std::uint32_t> tops, const Nsdf& nsdf,
                         double longest) noexcept {
  const double limit = longest / static_cast<double>(nsdf.step()) + 1.0;
  std::size_t count = tops.size();
  while (count > 0 && static_cast<double>(tops[count - 1]) > limit) --count;
  return count;
}

}  // namespace

bool PeriodChoice::prepare(MemoryBudget& budget, std::size_t most_values) noexcept {
  const std::size_t most = most_values / 2 + 1;
  return key_maxima_.prepare(budget, most_values) && interpolation_.prepare(budget, most) &&
         heights_.allocate(budget, MemoryKind::scratch, most) &&
         scores_.allocate(budget, MemoryKind::scratch, most);
}

PeriodChoice::Choice PeriodChoice::choose(const Nsdf& nsdf, double longest, float enough) noexcept {
  const std::span<const float> values = nsdf.values();
  const std::span<const std::uint32_t> tops = key_maxima_.find(values, 1, values.size() - 1);
  const std::size_t count = tops.size();
  if (count == 0) return {};
  float* heights = heights_.data();
  interpolation_.heights_at(values, tops, heights);
  std::size_t within = count_within(tops, nsdf, longest);
  if (within == 0) within = count;
  const float highest = kernels::greatest(heights, within, 0.0F);
  score(tops, nsdf, 1.0F - highest);

  const float* scores = scores_.data();
  constexpr float much_better = 0.8F;
  float best = kernels::greatest(scores, within, scores[0]);
  const float best_of_all = kernels::greatest(scores, count, best);
  if (best < much_better * best_of_all) best = best_of_all;
  const float good_enough = best > 0.0F ? best * (enough - 0.1F * (1.0F - highest)) : best;
  std::size_t chosen = 0;
  while (scores[chosen] < good_enough) ++chosen;
  return {.peak = {.lag = static_cast<double>(tops[chosen] * nsdf.step()),
                   .height = static_cast<double>(heights[chosen])},
          .highest = highest,
          .highest_shorter = kernels::greatest(heights, chosen, 0.0F)};
}

/// A peak at a long lag scores less than its height, since fewer samples make the NSDF vary more
/// there: the more, the noisier the block.
void PeriodChoice::score(std::span<const std::uint32_t> tops, const Nsdf& nsdf,
                         float noise) noexcept {
  const float* heights = heights_.data();
  float* scores = scores_.data();
  const std::size_t count = tops.size();
  const float part = static_cast<float>(nsdf.step()) / static_cast<float>(nsdf.length());
  for (std::size_t i = 0; i < count; ++i) {
    const float left = 1.0F - static_cast<float>(static_cast<std::int32_t>(tops[i])) * part;
    scores[i] = heights[i] - 2.0F * noise * (1.0F / std::sqrt(left) - 1.0F);
  }
}

}  // namespace audioblocks
