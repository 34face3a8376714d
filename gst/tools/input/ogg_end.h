// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// True for an Ogg file that ends inside a page: an Ogg stream does not announce its length, but
/// each of its pages does. False for any other file, and for one that cannot be read.
bool ends_inside_ogg_page(const std::string& path);

}  // namespace audioblocks::tool
