// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

namespace audioblocks::tool {

/// Columns of the terminal, now; 80 where it does not tell. At least 1.
std::size_t terminal_width(int descriptor);

}  // namespace audioblocks::tool
