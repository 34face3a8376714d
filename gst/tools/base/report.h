// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string_view>

namespace audioblocks::tool {

inline constexpr const char* program_name = "gst-audioblocks-1.0";

/// The program's exit status.
enum ExitStatus : int { exit_good = 0, exit_failed = 1, exit_usage = 2 };

/// Writes a line to standard error: "gst-audioblocks-1.0: SUBJECT: TEXT". TEXT says what is wrong
/// and, after a semicolon, what to do. One thread at a time.
void report(std::string_view subject, std::string_view text);

}  // namespace audioblocks::tool
