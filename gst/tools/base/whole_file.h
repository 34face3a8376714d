// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>

namespace audioblocks::tool {

/// Writes a file completely or not at all: under a temporary name in the same folder, which is then
/// renamed. A device or a pipe is written directly. Returns "what is wrong; what to do", or an
/// empty text.
std::string write_whole_file(const std::string& path, std::string_view contents);

/// What `write_whole_file` would return because of the folder, before there is anything to write.
std::string whole_file_problem(const std::string& path);

}  // namespace audioblocks::tool
