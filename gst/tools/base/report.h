// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string_view>

namespace audioblocks::tool {

inline constexpr const char* program_name = "gst-audioblocks-1.0";

/// What the program returns.
enum ExitStatus : int { exit_good = 0, exit_failed = 1, exit_usage = 2 };

/// One line on standard error: "gst-audioblocks-1.0: SUBJECT: TEXT". TEXT says what is wrong and,
/// after a semicolon, what to do. Safe to call from one thread at a time.
void report(std::string_view subject, std::string_view text);

}  // namespace audioblocks::tool
