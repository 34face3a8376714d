// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

#include "src/analysis/onset.h"

namespace audioblocks {

/// What the trackers take of a block's analysis.
struct TrackedBlock {
  /// Sample of the stream that the block begins with, and its length without padding.
  std::uint64_t start = 0;
  std::uint32_t samples = 0;
  /// The best guess even of an unvoiced block, in Hz; 0 for none. A silent block has none.
  double frequency = 0.0;
  /// 0 … 1.
  double clarity = 0.0;
  /// How exactly the block repeats after the period of `frequency`, 1 at best: less where two
  /// sounds meet.
  double height = 0.0;
  /// dBFS (rms).
  double level = 0.0;
  Onset onset;
};

}  // namespace audioblocks
