// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audioblocks::tool {

/// What the user may ask for while the sound goes on.
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
  /// The single key; 0: none.
  char key;
  /// As the help has them: "[on|off]"; may be empty.
  const char* arguments;
  std::size_t min_arguments;
  std::size_t max_arguments;
  const char* text;
};

/// All of them, in the order of the help.
const std::vector<CommandInfo>& all_commands();

struct Command {
  /// nullptr where there is a problem.
  const CommandInfo* info = nullptr;
  std::vector<std::string> arguments;
  /// "what is wrong; what to do", or empty.
  std::string problem;
};

/// Reads a line: a name and its arguments, or a single key. Nothing for an empty line.
std::optional<Command> parse_command(std::string_view line);

/// True for a key that is a command.
bool is_command_key(char key);

}  // namespace audioblocks::tool
