// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/detrended_nsdf.h"

#include <algorithm>

#include "src/dsp/kernels.h"
#include "src/pitch/centred_block.h"
#include "src/pitch/direct_peak.h"

namespace audioblocks {

bool DetrendedNsdf::prepare(MemoryBudget& budget, std::size_t block_samples) noexcept {
  return earlier_.allocate(budget, MemoryKind::scratch, block_samples) &&
         later_.allocate(budget, MemoryKind::scratch, block_samples);
}

double DetrendedNsdf::at(std::span<const float> block, std::size_t lag, LowTrend& trend,
                         double rate) noexcept {
  const std::size_t count = block.size() - lag;
  const std::span<float> earlier = earlier_.span().first(count);
  const std::span<float> later = later_.span().first(count);
  std::ranges::copy(block.first(count), earlier.begin());
  std::ranges::copy(block.subspan(lag), later.begin());
  trend.remove(LowTrend::degree(count, rate), earlier, later);
  const float energy = kernels::dot(earlier.data(), earlier.data(), count) +
                       kernels::dot(later.data(), later.data(), count);
  if (energy <= 0.0F) return 0.0;
  return static_cast<double>(2.0F * kernels::dot(earlier.data(), later.data(), count) / energy);
}

Peak DetrendedNsdf::peak_near(std::span<const float> block, double period, LowTrend& trend,
                              double rate) noexcept {
  return direct_peak([&](std::size_t lag) noexcept { return at(block, lag, trend, rate); }, period,
                     period, CentredBlock::searched_lag(block.size()));
}

}  // namespace audioblocks
