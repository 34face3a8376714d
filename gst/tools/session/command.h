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
  /// The key that stands for it; 0: none.
  char key;
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

/// Reads a line: a command's name or key, and its arguments. An empty line is no command.
std::optional<Command> parse_command(std::string_view line);

/// True if a command has this key.
bool is_command_key(char key);

}  // namespace audioblocks::tool
