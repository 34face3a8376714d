// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// A bar that fills `share` (0..1) of `columns`, in eighths of a column where `utf8` allows it.
std::string bar(double share, int columns, bool utf8);

}  // namespace audioblocks::tool
