// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace audioblocks::tool {

/// `value` with exactly `digits` decimals, whatever the locale; never "-0.00".
std::string fixed(double value, int digits);

/// Like `fixed`, but always with a sign: "+3.1", "-0.4", "+0.0".
std::string signed_fixed(double value, int digits);

/// What a noun needs behind this count: "s", or nothing.
const char* plural(std::uint64_t count);

/// True for a control character, and for the line and paragraph separators of Unicode.
bool is_control(char32_t character);

/// Bytes, such as a file's name, as UTF-8 from which they can be read back: \xNN stands for the
/// byte NN, which is not part of UTF-8 text, or is a backslash that would read like that.
std::string utf8_text(std::string_view bytes);

/// Like `utf8_text`, but safe on a terminal: each byte of a control character becomes \xNN,
/// too, except for the ASCII characters that are `kept`.
std::string printable(std::string_view bytes, std::string_view kept);

/// Like `printable`, and keeps none: one line.
std::string one_line(std::string_view bytes);

/// The texts one after another, with the separator between them.
std::string joined(const std::vector<std::string>& texts, std::string_view separator);

/// Characters in UTF-8 text.
std::size_t character_count(std::string_view text);

/// The first `width` characters.
std::string clipped(const std::string& text, std::size_t width);

/// True where the locale's character set is UTF-8.
bool locale_is_utf8();

}  // namespace audioblocks::tool
