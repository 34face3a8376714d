// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/console.h"

#include <fmt/core.h>

#include <algorithm>

#include "gst/tools/base/whole_file.h"
#include "gst/tools/settings/assignment.h"
#include "gst/tools/settings/property_value.h"

namespace audioblocks::tool {

namespace {

constexpr const char* graph_file = "audioblocks.dot";

Answer refusal(const std::string& problem) { return {"error", problem, nullptr}; }

std::string help_text() {
  std::string text;
  for (const CommandInfo& info : all_commands())
    text += fmt::format("  {}  {:<24}{}\n", std::max(shown_key(info), ' '),
                        fmt::format("{} {}", info.name, info.arguments), info.text);
  return text +
         "  S, M, R, D and ? act at once, and h, m and q if nothing follows; anything else\n"
         "  is a line, ended by Enter. `buffer-` may be left out.";
}

Answer value_answer(const Command& command, GstElement& element, const char* property) {
  GValue value = G_VALUE_INIT;
  g_object_get_property(G_OBJECT(&element), property, &value);
  const std::string text = property_text(value);
  g_value_unset(&value);
  return {command.info->name, fmt::format("{} is {}", property, text), nullptr};
}

}  // namespace

Answer Console::run(const Command& command) {
  if (!command.problem.empty()) return refusal(command.problem);
  switch (command.info->kind) {
    case CommandKind::buffer_status:
      return show_structure(command, "status");
    case CommandKind::buffer_metrics:
      return show_structure(command, "metrics");
    case CommandKind::buffer_reset:
      return reset();
    case CommandKind::buffer_debug:
      return debug(command);
    case CommandKind::window:
      return set(command, "window", command.arguments[0]);
    case CommandKind::set:
      return set(command, command.arguments[0], command.arguments[1]);
    case CommandKind::dot:
      return write_graph(command);
    case CommandKind::help:
      return {"help", help_text(), nullptr};
    case CommandKind::quit:
      has_quit_ = true;
      return {"quit", {}, nullptr};
  }
  return refusal("nothing was done; help lists the commands");
}

Answer Console::show_structure(const Command& command, const char* property) const {
  GstStructure* fields = nullptr;
  g_object_get(pipeline_.analyzer(), property, &fields, nullptr);
  return {command.info->name, {}, StructurePtr(fields)};
}

Answer Console::reset() const {
  g_signal_emit_by_name(pipeline_.analyzer(), "reset");
  return {"buffer-reset", "metrics are zero, blocks count from 0 again", nullptr};
}

Answer Console::debug(const Command& command) const {
  GstElement* element = pipeline_.analyzer();
  gboolean enabled = FALSE;
  g_object_get(element, "buffer-debug", &enabled, nullptr);
  enabled = enabled == FALSE ? TRUE : FALSE;
  if (!command.arguments.empty()) {
    const std::string& word = command.arguments[0];
    if (word != "on" && word != "off")
      return refusal(
          fmt::format("buffer-debug {} is neither on nor off; write: buffer-debug on", word));
    enabled = word == "on" ? TRUE : FALSE;
  }
  g_object_set(element, "buffer-debug", enabled, nullptr);
  return value_answer(command, *element, "buffer-debug");
}

Answer Console::set(const Command& command, const std::string& name,
                    const std::string& value) const {
  GstElement* element = pipeline_.analyzer();
  const Assignment read = read_assignment(*element, name, value);
  if (!read.problem.empty()) return refusal(read.problem);
  if ((read.property->flags & GST_PARAM_MUTABLE_READY) != 0)
    return refusal(fmt::format(
        "{0} is fixed while the pipeline runs; quit, and start with --set {0}={1}", name, value));
  g_object_set_property(G_OBJECT(element), read.property->name, read.value.get());
  return value_answer(command, *element, read.property->name);
}

Answer Console::write_graph(const Command& command) const {
  const std::string path = command.arguments.empty() ? graph_file : command.arguments[0];
  const std::string problem = write_whole_file(path, pipeline_.graph());
  if (!problem.empty()) return refusal(path + ' ' + problem);
  return {"dot", "the graph is in " + path, nullptr};
}

}  // namespace audioblocks::tool
