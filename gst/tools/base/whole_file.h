// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <string_view>

namespace audioblocks::tool {

/// Writes a file that is there whole or not at all: it is written under another name in the same
/// folder, and then given its own. What is no ordinary file (a device, a pipe) is written straight.
/// Returns "what is wrong; what to do", or nothing.
std::string write_whole_file(const std::string& path, std::string_view contents);

/// What `write_whole_file` would say of the file's folder, before there is anything to write.
std::string whole_file_problem(const std::string& path);

}  // namespace audioblocks::tool
