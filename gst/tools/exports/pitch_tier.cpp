// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/exports/pitch_tier.h"

#include <fmt/core.h>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

std::string pitch_tier(const std::vector<PitchPoint>& points, double end) {
  constexpr int time_digits = 6;
  constexpr int frequency_digits = 3;
  std::string text = fmt::format(
      "File type = \"ooTextFile\"\nObject class = \"PitchTier\"\n\nxmin = 0 \nxmax = {} \n"
      "points: size = {} \n",
      fixed(end, time_digits), points.size());
  std::size_t number = 0;
  for (const PitchPoint& point : points)
    text +=
        fmt::format("points [{}]:\n    number = {} \n    value = {} \n", ++number,
                    fixed(point.seconds, time_digits), fixed(point.frequency, frequency_digits));
  return text;
}

}  // namespace audioblocks::tool
