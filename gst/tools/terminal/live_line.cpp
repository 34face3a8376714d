// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/terminal/live_line.h"

#include <unistd.h>

#include <cstdlib>

#include "gst/tools/base/text.h"
#include "gst/tools/terminal/terminal_mode.h"
#include "gst/tools/terminal/terminal_width.h"

namespace audioblocks::tool {

namespace {

/// https://no-color.org
bool are_colours_unwanted() {
  const char* value = std::getenv("NO_COLOR");
  return value != nullptr && *value != '\0';
}

}  // namespace

bool LiveLine::is_possible(const Output& output, const Terminfo& info) {
  return output.is_terminal() && !info.clear_to_end_of_line.empty();
}

LiveLine::LiveLine(Output& output, const Terminfo& info)
    : output_(output), info_(info), has_colours_(!are_colours_unwanted()) {}

/// Without the last column: writing there makes some terminals begin a new line.
std::size_t LiveLine::columns() {
  const std::size_t width = terminal_width(STDOUT_FILENO);
  return width > 1 ? width - 1 : 1;
}

void LiveLine::draw(const StyledText& text) {
  std::string line;
  std::size_t width = 0;
  for (const StyledPiece& piece : text) {
    line += styled(piece);
    width += character_count(piece.text);
  }
  const std::size_t now = terminal_width(STDOUT_FILENO);
  const unsigned resumed = TerminalMode::times_resumed();
  if (line == drawn_ && now == terminal_width_ && resumed == times_resumed_) return;
  // One write, which clears the rest of the old line last, so that nothing flickers.
  output_.write((now < terminal_width_ ? wiping() : "\r") + line + info_.clear_to_end_of_line);
  drawn_ = line;
  drawn_width_ = width;
  terminal_width_ = now;
  times_resumed_ = resumed;
}

void LiveLine::wipe() {
  if (drawn_.empty()) return;
  output_.write(wiping());
  drawn_.clear();
}

/// A terminal that has become narrower has broken the line into several.
std::string LiveLine::wiping() const {
  const std::size_t width = terminal_width(STDOUT_FILENO);
  std::string text = "\r";
  for (std::size_t row = 1; row < (drawn_width_ + width - 1) / width; ++row) text += info_.line_up;
  return text + (info_.clear_to_end_of_screen.empty() ? info_.clear_to_end_of_line
                                                      : info_.clear_to_end_of_screen);
}

std::string LiveLine::styled(const StyledPiece& piece) const {
  if (!has_colours_ || info_.normal.empty()) return piece.text;
  std::string start;
  switch (piece.style) {
    case Style::plain:
      return piece.text;
    case Style::faint:
      start = info_.dim;
      break;
    case Style::strong:
      start = info_.bold;
      break;
    case Style::good:
      start = info_.green;
      break;
    case Style::near:
      start = info_.yellow;
      break;
    case Style::bad:
      start = info_.red;
      break;
  }
  return start.empty() ? piece.text : start + piece.text + info_.normal;
}

}  // namespace audioblocks::tool
