// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/command.h"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>

namespace audioblocks::tool {

namespace {

bool is_character(std::string_view word, char c) {
  return c != 0 && word == std::string_view(&c, 1);
}

const CommandInfo* find_command(std::string_view name) {
  const auto found = std::ranges::find_if(all_commands(), [name](const CommandInfo& info) {
    return name == info.name || (*info.short_name != '\0' && name == info.short_name) ||
           is_character(name, info.key) || is_character(name, info.letter);
  });
  return found != all_commands().end() ? &*found : nullptr;
}

std::vector<std::string> words_of(std::string_view line) {
  std::istringstream stream{std::string(line)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string usage_of(const CommandInfo& info) {
  return fmt::format("{}{}{}", info.name, *info.arguments != '\0' ? " " : "", info.arguments);
}

}  // namespace

const std::vector<CommandInfo>& all_commands() {
  static const std::vector<CommandInfo> commands = {
      {CommandKind::buffer_status, "buffer-status", "status", 'S', 's', false, "", 0, 0,
       "sizes, state, memory and latency of the element"},
      {CommandKind::buffer_metrics, "buffer-metrics", "metrics", 'M', 'm', true, "", 0, 0,
       "counts and measurements since the last reset"},
      {CommandKind::buffer_reset, "buffer-reset", "reset", 'R', 'r', false, "", 0, 0,
       "metrics to zero; start anew with the next samples"},
      {CommandKind::buffer_debug, "buffer-debug", "debug", 'D', 'd', false, "[on|off]", 0, 1,
       "a log line for each block; alone: switch it"},
      {CommandKind::window, "window", "", 0, 0, false, "NAME", 1, 1, "hamming, blackman or hann"},
      {CommandKind::set, "set", "", 0, 0, false, "PROPERTY VALUE", 2, 2,
       "a property of the element"},
      {CommandKind::dot, "dot", "", 0, 0, false, "[FILE]", 0, 1,
       "the graph for Graphviz; alone: audioblocks.dot"},
      {CommandKind::help, "help", "", '?', 'h', true, "", 0, 0, "list the commands"},
      {CommandKind::quit, "quit", "", 0, 'q', true, "", 0, 0, "end the session"},
  };
  return commands;
}

std::optional<Command> parse_command(std::string_view line) {
  std::vector<std::string> words = words_of(line);
  if (words.empty()) return std::nullopt;
  Command command;
  const CommandInfo* info = find_command(words.front());
  if (info == nullptr) {
    command.problem = fmt::format("{} is not a command; help lists the commands", words.front());
    return command;
  }
  const std::size_t arguments = words.size() - 1;
  if (arguments < info->min_arguments || arguments > info->max_arguments) {
    command.problem =
        fmt::format("{} takes {}; write: {}", info->name,
                    info->max_arguments == 0 ? "no argument" : info->arguments, usage_of(*info));
    return command;
  }
  command.info = info;
  command.arguments.assign(words.begin() + 1, words.end());
  return command;
}

char shown_key(const CommandInfo& info) { return info.key != 0 ? info.key : info.letter; }

KeyMeaning meaning_of_key(char key) {
  if (key == 0) return KeyMeaning::text;
  for (const CommandInfo& info : all_commands()) {
    if (key == info.key) return KeyMeaning::command;
    if (key == info.letter && info.letter_is_key) return KeyMeaning::command_after_pause;
  }
  return KeyMeaning::text;
}

std::string key_hint() {
  std::string hint;
  for (const CommandInfo& info : all_commands()) {
    const char* name = *info.short_name != '\0' ? info.short_name : info.name;
    if (const char key = shown_key(info); key != 0)
      hint += fmt::format("{}{} {}", hint.empty() ? "Keys: " : ", ", key, name);
  }
  return hint;
}

}  // namespace audioblocks::tool
