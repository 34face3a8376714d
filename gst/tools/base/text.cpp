// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/text.h"

#include <glib.h>

#include <array>
#include <charconv>
#include <cmath>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

namespace {

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(g_utf8_strlen(text.data(), static_cast<gssize>(text.size())));
}

std::string spaces_to(std::string_view text, std::size_t width) {
  const std::size_t characters = character_count(text);
  return std::string(width > characters ? width - characters : 0, ' ');
}

}  // namespace

std::string fixed(double value, int digits) {
  // Enough for the largest double: 309 digits, a sign, a point and the decimals.
  std::array<char, 352> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                 std::chars_format::fixed, digits);
  std::string text(buffer.data(), end.ptr);
  if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

std::string signed_fixed(double value, int digits) {
  std::string text = fixed(value, digits);
  return text.front() == '-' ? text : '+' + text;
}

std::string shortest(double value) {
  std::array<char, 64> buffer;
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

std::string one_line(std::string_view text) {
  const CharPtr valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  std::string line;
  for (const char* p = valid.get(); *p != '\0'; p = g_utf8_next_char(p)) {
    const gunichar character = g_utf8_get_char(p);
    if (g_unichar_iscntrl(character)) {
      const CharPtr escaped(g_strdup_printf("\\x%02x", character));
      line += escaped.get();
    } else {
      line.append(p, static_cast<std::size_t>(g_utf8_next_char(p) - p));
    }
  }
  return line;
}

std::string pad_left(std::string_view text, std::size_t width) {
  return spaces_to(text, width).append(text);
}

std::string pad_right(std::string_view text, std::size_t width) {
  return std::string(text) + spaces_to(text, width);
}

std::string clipped(const std::string& text, std::size_t width) {
  if (character_count(text) <= width) return text;
  const char* end = g_utf8_offset_to_pointer(text.c_str(), static_cast<glong>(width));
  return {text.c_str(), end};
}

bool locale_is_utf8() { return g_get_charset(nullptr) != FALSE; }

}  // namespace audioblocks::tool
