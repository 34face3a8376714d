// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks::tool {

/// The role of a piece of a line, for which a terminal may have a colour.
enum class Style { plain, faint, strong, good, near, bad };

struct StyledPiece {
  std::string text;
  Style style = Style::plain;
};
using StyledText = std::vector<StyledPiece>;

}  // namespace audioblocks::tool
