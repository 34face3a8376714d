// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audioblocks::tool {

/// What the user can do during a session.
enum class CommandKind {
  buffer_status,
  buffer_metrics,
  buffer_reset,
  buffer_debug,
  window,
  set,
  dot,
  help,
  quit
};

struct CommandInfo {
  CommandKind kind;
  const char* name;
  /// Another name, by which people look for it; may be empty.
  const char* short_name;
  /// The key that runs it at once; 0: none.
  char key;
  /// The letter that stands for it as a line; 0: none.
  char letter;
  /// True if the letter alone runs it, too, after a pause: nothing else, and nothing that does
  /// harm, can have been meant.
  bool letter_is_key;
  /// In the words of the help: "[on|off]"; may be empty.
  const char* arguments;
  std::size_t min_arguments;
  std::size_t max_arguments;
  const char* text;
};

/// All commands, in the order of the help.
const std::vector<CommandInfo>& all_commands();

struct Command {
  /// nullptr if there is a problem.
  const CommandInfo* info = nullptr;
  std::vector<std::string> arguments;
  /// "what is wrong; what to do", or empty.
  std::string problem;
};

/// Reads a line: a command's name, key or letter, and its arguments. An empty line is no command.
std::optional<Command> parse_command(std::string_view line);

/// What a key does on a terminal that delivers single keys.
enum class KeyMeaning {
  /// It begins a line.
  text,
  /// It is a command.
  command,
  /// It is a command unless another key follows soon.
  command_after_pause
};
KeyMeaning meaning_of_key(char key);

/// The key to show beside the command; 0: none.
char shown_key(const CommandInfo& info);

/// The keys that are commands, in one line.
std::string key_hint();

}  // namespace audioblocks::tool
