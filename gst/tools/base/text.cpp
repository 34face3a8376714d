// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/text.h"

#include <fmt/core.h>
#include <glib.h>

#include <algorithm>

namespace audioblocks::tool {

namespace {

bool is_escape(std::string_view text) {
  return text.size() >= 4 && text[0] == '\\' && text[1] == 'x' && g_ascii_isxdigit(text[2]) &&
         g_ascii_isxdigit(text[3]);
}

/// The length of the character at the start, 0 if it is not UTF-8.
std::size_t character_length(std::string_view text) {
  constexpr gunichar last_character = 0x10ffff;
  const gunichar character =
      g_utf8_get_char_validated(text.data(), static_cast<gssize>(text.size()));
  if (character > last_character) return 0;
  return static_cast<std::size_t>(g_unichar_to_utf8(character, nullptr));
}

/// Text with \xNN for each byte of what `is_unwanted`, and for each that is not UTF-8. A backslash
/// that would read as the start of such an escape becomes one, so that the bytes can be read back.
template <typename Unwanted>
std::string escaped(std::string_view bytes, Unwanted is_unwanted) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t valid = character_length(bytes);
    const std::size_t length = std::max<std::size_t>(valid, 1);
    if (valid == 0 || is_escape(bytes) || is_unwanted(g_utf8_get_char(&bytes.front()))) {
      for (const char byte : bytes.substr(0, length))
        text += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    } else {
      text += bytes.substr(0, length);
    }
    bytes.remove_prefix(length);
  }
  return text;
}

}  // namespace

std::string fixed(double value, int digits) {
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

std::string signed_fixed(double value, int digits) {
  std::string text = fixed(value, digits);
  return text.front() == '-' ? text : '+' + text;
}

const char* plural(std::uint64_t count) { return count == 1 ? "" : "s"; }

bool is_control(char32_t character) {
  return g_unichar_iscntrl(character) != FALSE || character == 0x2028 || character == 0x2029;
}

std::string utf8_text(std::string_view bytes) {
  return escaped(bytes, [](gunichar) { return false; });
}

std::string printable(std::string_view bytes, std::string_view kept) {
  return escaped(bytes, [kept](gunichar character) {
    return is_control(character) &&
           (character > 0x7f || kept.find(static_cast<char>(character)) == std::string_view::npos);
  });
}

std::string one_line(std::string_view bytes) { return printable(bytes, ""); }

std::string joined(const std::vector<std::string>& texts, std::string_view separator) {
  std::string all;
  for (const std::string& text : texts) all.append(all.empty() ? "" : separator).append(text);
  return all;
}

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(g_utf8_strlen(text.data(), static_cast<gssize>(text.size())));
}

std::string clipped(const std::string& text, std::size_t width) {
  if (character_count(text) <= width) return text;
  const char* end = g_utf8_offset_to_pointer(text.c_str(), static_cast<glong>(width));
  return {text.c_str(), end};
}

bool locale_is_utf8() { return g_get_charset(nullptr) != FALSE; }

}  // namespace audioblocks::tool
