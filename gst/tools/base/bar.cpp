// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/bar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace audioblocks::tool {

std::string bar(double share, int columns, bool utf8) {
  static constexpr std::array<const char*, 8> eighths = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double length = std::clamp(share, 0.0, 1.0) * columns;
  if (!utf8) return std::string(static_cast<std::size_t>(std::lround(length)), '#');
  const auto parts = static_cast<std::size_t>(std::lround(length * 8.0));
  std::string text;
  for (std::size_t i = 0; i < parts / 8; ++i) text += "█";
  return text + eighths[parts % 8];
}

}  // namespace audioblocks::tool
