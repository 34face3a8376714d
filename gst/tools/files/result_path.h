// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// Where the result of an input belongs below --output-dir, without its extension. It depends on
/// the input's name alone: the path or URI as it is given, without the slash or the ".." at its
/// start.
std::string result_path(const std::string& input);

}  // namespace audioblocks::tool
