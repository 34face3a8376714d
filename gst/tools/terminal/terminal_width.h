// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

namespace audioblocks::tool {

/// Columns of the terminal at present, at least 1; 80 if unknown.
std::size_t terminal_width(int descriptor);

}  // namespace audioblocks::tool
