// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// What the terminal that TERM names can do, as the terminfo database tells; empty strings where it
/// cannot. All is empty where there is no such terminal.
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
