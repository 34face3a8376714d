// SPDX-License-Identifier: LGPL-2.1-or-later
#include "running_sum.h"

#include <algorithm>
#include <array>

#include "clones.h"

namespace audioblocks {

AUDIOBLOCKS_CLONES void running_sums(const float* values, std::size_t count, float* sums) noexcept {
  // Sums of four values each, then four runs of those side by side: one run of all values would
  // wait for each addition.
  constexpr std::size_t lanes = 4;
  const std::size_t few = std::min(lanes, count);
  sums[0] = 0.0F;
  for (std::size_t i = 0; i < few; ++i) sums[i + 1] = sums[i] + values[i];
  for (std::size_t i = lanes; i < count; ++i)
    sums[i + 1] = (values[i - 3] + values[i - 2]) + (values[i - 1] + values[i]);
  std::array<float, lanes> running{};
  std::size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    float* group = sums + 1 + i;
    for (std::size_t lane = 0; lane < lanes; ++lane) running[lane] += group[lane];
    for (std::size_t lane = 0; lane < lanes; ++lane) group[lane] = running[lane];
  }
  for (; i < count; ++i) sums[i + 1] = sums[i] + values[i];
}

}  // namespace audioblocks
