// SPDX-License-Identifier: LGPL-2.1-or-later
#include "running_sum.h"

#include <array>

namespace audioblocks {

void running_sums(const float* values, std::size_t count, float* sums) noexcept {
  // Eight runs side by side, since one would wait for each addition.
  constexpr std::size_t runs = 8;
  const std::size_t length = count / runs;
  std::array<float, runs> running{};
  sums[0] = 0.0F;
  for (std::size_t i = 0; i < length; ++i)
    for (std::size_t run = 0; run < runs; ++run) {
      running[run] += values[run * length + i];
      sums[run * length + i + 1] = running[run];
    }
  float before = running[0];
  for (std::size_t run = 1; run < runs; ++run) {
    float* part = sums + run * length + 1;
    for (std::size_t i = 0; i < length; ++i) part[i] += before;
    before += running[run];
  }
  for (std::size_t i = runs * length; i < count; ++i) sums[i + 1] = sums[i] + values[i];
}

}  // namespace audioblocks
