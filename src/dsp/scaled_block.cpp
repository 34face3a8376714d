// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/scaled_block.h"

#include <algorithm>
#include <cmath>

namespace audioblocks {

float normalising_scale(float peak) noexcept {
  if (peak <= 0.0F) return 1.0F;
  constexpr int limit = 120;  // 2^-126 is the least normal number, 2^6 channels the most
  return std::ldexp(1.0F, std::clamp(-std::ilogb(peak), -limit, limit));
}

double scale_to_db(float scale) noexcept { return -20.0 * std::log10(static_cast<double>(scale)); }

}  // namespace audioblocks
