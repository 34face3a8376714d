// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/command_line/arguments.h"

#include <gst/gst.h>

#include <fmt/core.h>

#include <array>
#include <memory>

#include "gst/base/gst_ptr.h"
#include "gst/tools/base/report.h"
#include "gst/tools/command_line/option_table.h"

namespace audioblocks::tool {

namespace {

struct ContextFree {
  void operator()(GOptionContext* context) const { g_option_context_free(context); }
};
using ContextPtr = std::unique_ptr<GOptionContext, ContextFree>;

GOptionFlags flags_of(OptionInfo::Takes takes) {
  static constexpr std::array<GOptionFlags, 4> flags = {
      G_OPTION_FLAG_NO_ARG, G_OPTION_FLAG_NONE, G_OPTION_FLAG_FILENAME, G_OPTION_FLAG_OPTIONAL_ARG};
  return flags.at(static_cast<std::size_t>(takes));
}

GOptionEntry entry_of(const char* name, char short_name, GOptionFlags flags,
                      GOptionArgFunc callback) {
  return {name,    short_name, flags, G_OPTION_ARG_CALLBACK, reinterpret_cast<gpointer>(callback),
          nullptr, nullptr};
}

/// The name of an option that is given as "--jobs", "-b" or, for a file name, "".
std::string name_of(std::string_view given) {
  if (given.size() == 2)
    for (const OptionGroup& group : option_groups())
      for (const OptionInfo& option : group.options)
        if (option.short_name == given[1]) return option.name;
  return std::string(given.substr(given.empty() ? 0 : 2));
}

}  // namespace

bool Arguments::parse(int argc, char** argv) {
  const auto take = [](const char* option, const char* value, gpointer self, GError**) -> gboolean {
    auto& values = static_cast<Arguments*>(self)->values_[name_of(option)];
    if (value != nullptr)
      values.emplace_back(value);
    else
      values.clear();
    return TRUE;
  };
  const ContextPtr context(g_option_context_new(nullptr));
  g_option_context_set_help_enabled(context.get(), FALSE);
  GOptionGroup* main_group = g_option_group_new(nullptr, nullptr, nullptr, this, nullptr);
  std::vector<GOptionEntry> entries = {
      entry_of(G_OPTION_REMAINING, 0, G_OPTION_FLAG_FILENAME, take)};
  for (const OptionGroup& group : option_groups())
    for (const OptionInfo& option : group.options)
      entries.push_back(
          entry_of(option.name.c_str(), option.short_name, flags_of(option.takes), take));
  entries.push_back({});
  g_option_group_add_entries(main_group, entries.data());
  g_option_context_set_main_group(context.get(), main_group);
  g_option_context_add_group(context.get(), gst_init_get_option_group());
  GError* error = nullptr;
  if (g_option_context_parse(context.get(), &argc, &argv, &error)) return true;
  const ErrorPtr owned(error);
  report("", fmt::format("{}; try --help", owned->message));
  return false;
}

const std::string* Arguments::value(std::string_view option) const {
  const auto found = values_.find(option);
  return found != values_.end() && !found->second.empty() ? &found->second.back() : nullptr;
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  const auto found = values_.find(option);
  return found != values_.end() ? found->second : std::vector<std::string>();
}

}  // namespace audioblocks::tool
