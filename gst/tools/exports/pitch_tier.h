// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks::tool {

/// A pitch at an instant.
struct PitchPoint {
  double seconds = 0.0;
  /// Hz.
  double frequency = 0.0;
};

/// The text of a PitchTier from 0 to `end` seconds, as Praat reads and writes it.
std::string pitch_tier(const std::vector<PitchPoint>& points, double end);

}  // namespace audioblocks::tool
