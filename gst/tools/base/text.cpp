// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/text.h"

#include <fmt/core.h>
#include <glib.h>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

std::string fixed(double value, int digits) {
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.front() == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

std::string signed_fixed(double value, int digits) {
  std::string text = fixed(value, digits);
  return text.front() == '-' ? text : '+' + text;
}

std::string one_line(std::string_view text) {
  const CharPtr valid(g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())));
  std::string line;
  for (const char* p = valid.get(); *p != '\0'; p = g_utf8_next_char(p)) {
    const gunichar character = g_utf8_get_char(p);
    if (g_unichar_iscntrl(character))
      line += fmt::format("\\x{:02x}", character);
    else
      line.append(p, static_cast<std::size_t>(g_utf8_next_char(p) - p));
  }
  return line;
}

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
