// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

namespace audioblocks {

/// Where in a block something most likely begins, in chunks from its first sample, and how much it
/// looks like a beginning.
struct Onset {
  /// dB by which the level of the chunk `rise_chunk` exceeds the highest of the 17 ms before it,
  /// the nearest chunk left out; at least 0.
  float rise = 0.0F;
  std::uint32_t rise_chunk = 0;
  /// By how much the highest octave rises in the chunk `flux_chunk`, over the
  /// mean of the last second; from 0 to some 20.
  float flux = 0.0F;
  std::uint32_t flux_chunk = 0;
};

}  // namespace audioblocks
