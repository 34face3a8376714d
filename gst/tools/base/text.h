// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace audioblocks::tool {

/// `value` with exactly `digits` decimals after a point, whatever the locale; never "-0.00".
std::string fixed(double value, int digits);

/// The same with a sign always: "+3.1", "-0.4", "+0.0".
std::string signed_fixed(double value, int digits);

/// The shortest text that reads back as `value`: "0.5", "440", "1e-07".
std::string shortest(double value);

/// `text` with control characters as \xNN and broken UTF-8 replaced: one line, safe on a terminal.
std::string one_line(std::string_view text);

/// Spaces before or after, up to `width` characters (not bytes).
std::string pad_left(std::string_view text, std::size_t width);
std::string pad_right(std::string_view text, std::size_t width);

/// The first `width` characters.
std::string clipped(const std::string& text, std::size_t width);

/// True where the locale's character set is UTF-8.
bool locale_is_utf8();

}  // namespace audioblocks::tool
