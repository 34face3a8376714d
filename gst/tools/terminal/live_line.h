// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <string>

#include "gst/tools/terminal/output.h"
#include "gst/tools/terminal/styled_text.h"
#include "gst/tools/terminal/terminfo.h"

namespace audioblocks::tool {

/// The last line of the terminal on standard output, drawn again and again; other text goes above
/// it.
class LiveLine {
 public:
  /// True if standard output is a terminal that can draw a line again.
  static bool is_possible(const Output& output, const Terminfo& info);

  /// Both must outlive it.
  LiveLine(Output& output, const Terminfo& info);

  /// How many columns a line may fill.
  [[nodiscard]] static std::size_t columns();
  void draw(const StyledText& text);
  /// Removes the line, so that other text can be written; `draw` restores it.
  void wipe();

 private:
  [[nodiscard]] std::string wiping() const;
  [[nodiscard]] std::string styled(const StyledPiece& piece) const;

  Output& output_;
  const Terminfo& info_;
  bool has_colours_;
  /// What was drawn last; empty: nothing is on the screen.
  std::string drawn_;
  std::size_t drawn_width_ = 0;
  std::size_t terminal_width_ = 0;
  unsigned times_resumed_ = 0;
};

}  // namespace audioblocks::tool
