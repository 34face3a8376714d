// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/scaled_block.h"

#include <algorithm>
#include <cmath>

namespace audioblocks {

float normalising_scale(float peak) noexcept {
  if (peak <= 0.0F) return 1.0F;
  // So far the scale is a normal number, even divided by the number of channels.
  constexpr int limit = 120;
  return std::ldexp(1.0F, std::clamp(-std::ilogb(peak), -limit, limit));
}

double scale_to_db(float scale) noexcept { return -20.0 * std::log10(static_cast<double>(scale)); }

}  // namespace audioblocks
