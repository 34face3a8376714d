// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/running_sum.h"

#include <algorithm>
#include <cstring>

#include "src/dsp/clones.h"

namespace audioblocks {

namespace {

constexpr std::size_t lanes = 4;
/// GCC 12 would make scalar additions and shuffles of loops over the lanes.
using Four [[gnu::vector_size(lanes * sizeof(float))]] = float;
using FourAnywhere
    [[gnu::vector_size(lanes * sizeof(float)), gnu::aligned(alignof(float)), gnu::may_alias]] =
        float;

/// By reference: how a vector is returned depends on the processor.
[[gnu::always_inline]] inline const FourAnywhere& four_at(const float* values) noexcept {
  return *reinterpret_cast<const FourAnywhere*>(values);
}

}  // namespace

AUDIOBLOCKS_CLONES void running_sums(const float* values, std::size_t count, float* sums) noexcept {
  sums[0] = 0.0F;
  for (std::size_t i = 0; i < std::min(lanes, count); ++i) sums[i + 1] = sums[i] + values[i];
  if (count < lanes) return;
  // Sums of four values each, and four runs of those side by side: one run of all values would
  // wait for each addition.
  Four running = four_at(sums + 1);
  std::size_t i = lanes;
  for (; i + lanes <= count; i += lanes) {
    const float* last = values + i;
    running += (four_at(last - 3) + four_at(last - 2)) + (four_at(last - 1) + four_at(last));
    std::memcpy(sums + 1 + i, &running, sizeof running);
  }
  for (; i < count; ++i) sums[i + 1] = sums[i] + values[i];
}

}  // namespace audioblocks
