// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace audioblocks::tool {

/// `value` with exactly `digits` decimals, whatever the locale; never "-0.00".
std::string fixed(double value, int digits);

/// Like `fixed`, but always with a sign: "+3.1", "-0.4", "+0.0".
std::string signed_fixed(double value, int digits);

/// `text` with control characters as \xNN and broken UTF-8 replaced: one line, safe on a terminal.
std::string one_line(std::string_view text);

/// The texts one after another, with the separator between them.
std::string joined(const std::vector<std::string>& texts, std::string_view separator);

/// Characters in UTF-8 text.
std::size_t character_count(std::string_view text);

/// The first `width` characters.
std::string clipped(const std::string& text, std::size_t width);

/// True where the locale's character set is UTF-8.
bool locale_is_utf8();

}  // namespace audioblocks::tool
