// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/terminal/terminfo.h"

#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>
#include <unistd.h>

namespace audioblocks::tool {

namespace {

/// A capability without its padding, such as "$<3>", which no terminal needs today.
std::string without_padding(std::string text) {
  for (std::size_t start = text.find("$<"); start != std::string::npos; start = text.find("$<")) {
    const std::size_t end = text.find('>', start);
    if (end == std::string::npos) break;
    text.erase(start, end - start + 1);
  }
  return text;
}

std::string capability(const char* name) {
  const char* text = tigetstr(name);
  // (char*)-1: the capability is not a text.
  if (text == nullptr || text == reinterpret_cast<const char*>(-1)) return {};
  return without_padding(text);
}

std::string foreground(int number) {
  const std::string set = capability("setaf");
  if (set.empty() || tigetnum("colors") < 8) return {};
  const char* text = tiparm(set.c_str(), number);
  return text != nullptr ? text : "";
}

}  // namespace

Terminfo Terminfo::read() {
  Terminfo info;
  int error = 0;
  if (setupterm(nullptr, STDOUT_FILENO, &error) != OK) return info;
  info.clear_to_end_of_line = capability("el");
  info.clear_to_end_of_screen = capability("ed");
  info.line_up = capability("cuu1");
  info.hide_cursor = capability("civis");
  info.show_cursor = capability("cnorm");
  info.normal = capability("sgr0");
  info.bold = capability("bold");
  info.dim = capability("dim");
  info.red = foreground(COLOR_RED);
  info.green = foreground(COLOR_GREEN);
  info.yellow = foreground(COLOR_YELLOW);
  return info;
}

}  // namespace audioblocks::tool
