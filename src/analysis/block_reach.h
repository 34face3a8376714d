// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "src/base/buffer_constants.h"
#include "src/pitch/pitch_detector.h"

namespace audioblocks {

/// The smallest block size, of those that can be negotiated and are not below `least`, that reaches
/// down to a pitch of `frequency` at `rate`, both in Hz; 0 if none does.
constexpr std::size_t reaching_block_samples(
    double frequency, double rate,
    std::size_t least = BufferConstants::min_block_samples) noexcept {
  // A hair more: a processor may calculate with more digits than it stores.
  const double reached = frequency * (1.0 + 1e-12);
  for (const int size : BufferConstants::block_sizes()) {
    const auto samples = static_cast<std::size_t>(size);
    if (samples >= least && PitchDetector::lowest_frequency(samples, rate) <= reached)
      return samples;
  }
  return 0;
}

}  // namespace audioblocks
