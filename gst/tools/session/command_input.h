// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <deque>
#include <string>

namespace audioblocks::tool {

/// Makes command lines from what arrives on a descriptor. On a terminal that delivers single keys,
/// a key that is a command is a line of its own if nothing follows; other keys, and `:`, begin a
/// line, which Enter ends and Escape discards.
class CommandInput {
 public:
  using Clock = std::chrono::steady_clock;

  CommandInput(int descriptor, bool has_keys) : descriptor_(descriptor), has_keys_(has_keys) {}

  /// Reads what has arrived; call it when the descriptor is readable.
  void read(Clock::time_point now);
  /// The next complete line; false if there is none at this time.
  bool next_line(Clock::time_point now, std::string& line);

  /// True if nothing more can arrive.
  [[nodiscard]] bool is_at_end() const { return is_at_end_; }
  /// What has been typed of the current line.
  [[nodiscard]] const std::string& unfinished() const { return unfinished_; }

 private:
  [[nodiscard]] bool is_lone_command(Clock::time_point now) const;
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
