// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// The capabilities of the terminal that TERM names, from the terminfo database. Empty: it lacks
/// this one. All are empty if there is no such terminal.
struct Terminfo {
  std::string clear_to_end_of_line;
  std::string clear_to_end_of_screen;
  std::string line_up;
  std::string hide_cursor;
  std::string show_cursor;
  std::string normal;
  std::string bold;
  std::string dim;
  std::string red;
  std::string green;
  std::string yellow;

  static Terminfo read();
};

}  // namespace audioblocks::tool
