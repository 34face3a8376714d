// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <span>

#include "src/base/realtime.h"
#include "src/dsp/kernels.h"

namespace audioblocks {

/// Sums the first `mix.size()` samples of every channel, each times `gain`: 1 ÷ channels makes
/// their arithmetic mean.
inline void mix_channels(std::span<const std::span<const float>> channels, float gain,
                         std::span<float> mix) noexcept AUDIOBLOCKS_REALTIME {
  std::ranges::fill(mix, 0.0F);
  for (const std::span<const float> channel : channels)
    kernels::add_scaled(channel.data(), gain, mix.size(), mix.data());
}

}  // namespace audioblocks
