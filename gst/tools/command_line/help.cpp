// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/command_line/help.h"

#include <fmt/core.h>
#include <gst/gst.h>

#include "gst/base/gst_ptr.h"
#include "gst/tools/base/report.h"
#include "gst/tools/command_line/option_table.h"

namespace audioblocks::tool {

namespace {

constexpr const char* introduction =
    "Cuts audio into blocks and reports the level and the pitch of each. Several channels are "
    "mixed\n"
    "to their mean. For files a summary is printed, unless another output is asked for; a device, "
    "a\n"
    "test tone or a pipeline is shown on the terminal, as by a tuner, and commands are accepted\n"
    "meanwhile (press ?).\n";

constexpr const char* closing =
    "Exit status: 0 success, 1 something failed (other files are still analysed), 2 wrong usage,\n"
    "130 or 143 ended by SIGINT (Ctrl-C) or SIGTERM, after the results so far were written.\n"
    "\n"
    "Examples:\n"
    "  gst-audioblocks-1.0 song.flac\n"
    "  gst-audioblocks-1.0 --device --instrument guitar\n"
    "  gst-audioblocks-1.0 --csv --block-samples 2048 bass.wav > bass.csv\n"
    "  gst-audioblocks-1.0 --json --set min-frequency=60 --jobs 4 recordings/ | jq .note\n"
    "  gst-audioblocks-1.0 --csv --output-dir results --report report.jsonl recordings/\n"
    "  gst-audioblocks-1.0 --plot song.svg song.flac\n"
    "  gst-audioblocks-1.0 --notes --midi song.mid song.flac > notes.csv\n"
    "  arecord -q -f S16_LE -r 48000 -t raw | gst-audioblocks-1.0 --csv --raw S16LE -\n"
    "\n"
    "`gst-inspect-1.0 audioblocks` lists the properties that --set takes.\n";

std::string usage_of(const OptionInfo& option) {
  using Takes = OptionInfo::Takes;
  std::string names = (option.short_name != 0 ? fmt::format("-{}, ", option.short_name) : "    ") +
                      "--" + option.name;
  if (option.takes == Takes::nothing) return names;
  const bool is_optional = option.takes == Takes::optional_text;
  return names + (is_optional ? "[=" : "=") + option.argument + (is_optional ? "]" : "");
}

}  // namespace

std::string help_text() {
  std::string page =
      fmt::format("Usage: {} [OPTION…] [FILE-or-URI…]\n\n{}", program_name, introduction);
  for (const OptionGroup& group : option_groups()) {
    page += fmt::format("\n{}{}:\n", group.title, group.remark);
    for (const OptionInfo& option : group.options)
      page += fmt::format("  {:<30} {}\n", usage_of(option), option.summary);
  }
  return page + '\n' + closing;
}

std::string gst_help_text() {
  GOptionContext* context = g_option_context_new("[FILE…]");
  GOptionGroup* group = gst_init_get_option_group();
  g_option_context_add_group(context, group);
  const CharPtr page(g_option_context_get_help(context, FALSE, group));
  g_option_context_free(context);
  return page.get();
}

}  // namespace audioblocks::tool
