// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// A bar that fills a share (0..1) of `columns`, in eighths of a column if UTF-8 can be shown.
std::string bar(double share, int columns, bool utf8);

}  // namespace audioblocks::tool
