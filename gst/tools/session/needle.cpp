// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/needle.h"

#include <algorithm>
#include <cmath>

namespace audioblocks::tool {

namespace {

/// Time constant: the needle covers 63 % of its way in this time.
constexpr double damping_seconds = 0.12;
constexpr double end_of_scale = 50.0;

std::string drawn(int columns, int needle, bool utf8) {
  const int middle = columns / 2;
  std::string scale;
  for (int column = 0; column < columns; ++column) {
    if (column == needle)
      scale += utf8 ? "●" : "O";
    else if (column == middle)
      scale += utf8 ? "│" : "|";
    else
      scale += utf8 ? "·" : ".";
  }
  return scale;
}

}  // namespace

void Needle::move(int target, double cents, double seconds) {
  const bool is_new = !is_moving_ || target != target_;
  const double step = is_new ? 1.0 : 1.0 - std::exp(-seconds / damping_seconds);
  cents_ += step * (cents - cents_);
  target_ = target;
  is_moving_ = true;
}

std::string Needle::scale(int columns, bool utf8) const {
  const double share =
      (std::clamp(cents_, -end_of_scale, end_of_scale) + end_of_scale) / (2.0 * end_of_scale);
  return drawn(columns, static_cast<int>(std::lround(share * (columns - 1))), utf8);
}

std::string Needle::empty_scale(int columns, bool utf8) { return drawn(columns, -1, utf8); }

}  // namespace audioblocks::tool
