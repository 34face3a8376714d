// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <deque>
#include <string>

namespace audioblocks::tool {

/// Makes command lines of what comes on a descriptor. On a terminal that gives single keys a letter
/// that is a command and that nothing follows at once is a line of its own; other letters, and `:`,
/// begin a line that ends with Enter and that Escape gives up.
class CommandInput {
 public:
  using Clock = std::chrono::steady_clock;

  CommandInput(int descriptor, bool has_keys) : descriptor_(descriptor), has_keys_(has_keys) {}

  /// Reads what is there; to be called when the descriptor is readable.
  void read(Clock::time_point now);
  /// The next line that is whole, by now; false where there is none.
  bool next_line(Clock::time_point now, std::string& line);

  /// Nothing more will come.
  [[nodiscard]] bool is_at_end() const { return is_at_end_; }
  /// What has been typed of a line so far.
  [[nodiscard]] const std::string& unfinished() const { return unfinished_; }

 private:
  void take(char c);
  void take_key(char c);
  void erase_character();
  void finish_line();

  int descriptor_;
  bool has_keys_;
  bool is_at_end_ = false;
  bool is_too_long_ = false;
  std::string unfinished_;
  Clock::time_point last_read_;
  std::deque<std::string> lines_;
};

}  // namespace audioblocks::tool
