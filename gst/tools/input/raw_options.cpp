// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/raw_options.h"

#include <gst/gst.h>

#include <memory>

#include "gst/base/gst_ptr.h"
#include "gst/tools/base/report.h"
#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

constexpr const char* introduction =
    "Cuts audio into blocks and tells the level and the pitch of each. Several channels are mixed\n"
    "to their mean. Of files it prints a summary, unless told otherwise; a device, a test tone or\n"
    "a pipeline it shows on the terminal, as a tuner does, and takes commands meanwhile (press "
    "k).\n";

constexpr const char* closing =
    "Exit status: 0 all went well, 1 something failed (other files are still done), 2 wrong "
    "usage,\n"
    "130 or 143 ended by SIGINT (Ctrl-C) or SIGTERM, after what was heard so far has been told.\n"
    "\n"
    "Examples:\n"
    "  gst-audioblocks-1.0 song.flac\n"
    "  gst-audioblocks-1.0 --device --instrument guitar\n"
    "  gst-audioblocks-1.0 --csv --block-samples 2048 bass.wav > bass.csv\n"
    "  gst-audioblocks-1.0 --json --set min-frequency=60 --jobs 4 recordings/ | jq .note\n"
    "  gst-audioblocks-1.0 --plot song.svg song.flac\n"
    "  arecord -q -f S16_LE -r 48000 -t raw | gst-audioblocks-1.0 --csv --raw S16LE -\n"
    "\n"
    "The properties that --set takes are those of `gst-inspect-1.0 audioblocks`.\n";

struct ContextFree {
  void operator()(GOptionContext* context) const { g_option_context_free(context); }
};
using ContextPtr = std::unique_ptr<GOptionContext, ContextFree>;

gboolean take_device(const char*, const char* name, gpointer data, GError**) {
  auto* raw = static_cast<RawOptions*>(data);
  raw->device = true;
  g_free(raw->device_name);
  raw->device_name = g_strdup(name);
  return TRUE;
}

std::string usage_of(const GOptionEntry& entry) {
  std::string text =
      entry.short_name != 0 ? std::string("  -") + entry.short_name + ", " : std::string(6, ' ');
  text += std::string("--") + entry.long_name;
  if (entry.arg_description == nullptr) return text;
  const bool optional = (entry.flags & G_OPTION_FLAG_OPTIONAL_ARG) != 0;
  return text + (optional ? std::string("[=") + entry.arg_description + ']'
                          : std::string("=") + entry.arg_description);
}

}  // namespace

RawOptions::~RawOptions() {
  for (char* text : {device_name, test_tone, pipeline, raw_format, rate, channels, block_samples,
                     preset, reference, summary, interval, instrument, plot, jobs})
    g_free(text);
  g_strfreev(settings);
  g_strfreev(files);
}

std::vector<RawOptions::Group> RawOptions::groups() {
  const auto flag = [](const char* name, gboolean& value, const char* text) {
    return GOptionEntry{name, 0, 0, G_OPTION_ARG_NONE, &value, text, nullptr};
  };
  const auto text = [](const char* name, char*& value, const char* what, const char* argument) {
    return GOptionEntry{name, 0,       0, G_OPTION_ARG_STRING, static_cast<gpointer>(&value),
                        what, argument};
  };
  GOptionEntry block =
      text("block-samples", block_samples, "Samples in a block (default: 1024)", "N");
  block.short_name = 'b';
  return {
      {"Input, one kind at a time (FILE: a file, a folder, a URI, or - for standard input)",
       {{"device", 0, G_OPTION_FLAG_OPTIONAL_ARG, G_OPTION_ARG_CALLBACK,
         reinterpret_cast<gpointer>(&take_device), "Listen to an audio device", "NAME"},
        flag("list-devices", list_devices, "Tell which audio devices there are"),
        text("test-tone", test_tone, "Listen to a sine, without any device", "HZ"),
        text("pipeline", pipeline, "Listen to any source, as gst-launch-1.0 has it", "DESCRIPTION"),
        text("raw", raw_format, "Standard input is samples alone: S16LE, F32LE …", "FORMAT"),
        text("rate", rate, "Samples a second of --raw (default: 48000)", "HZ"),
        text("channels", channels, "Channels of --raw (default: 1)", "N")}},
      {"Analysis",
       {block,
        text("preset", preset, "Settings for a guitar, a voice …, as the element has them", "NAME"),
        text("reference", reference, "Frequency of A4 (default: 440)", "HZ"),
        {"set", 's', 0, G_OPTION_ARG_STRING_ARRAY, static_cast<gpointer>(&settings),
         "Set a property of the audioblocks element", "PROPERTY=VALUE"}}},
      {"Output",
       {flag("csv", csv, "Print one CSV line per block"),
        flag("json", json, "Print one JSON object per line and block"),
        text("summary", summary, "Print a summary of each input: text or json", "FORM"),
        text("interval", interval, "Of rows, CSV and JSON at most one line in so many ms of sound",
             "MS"),
        text("instrument", instrument,
             "While it listens, tell the nearest string of a guitar, violin …", "NAME"),
        {"plot", 0, 0, G_OPTION_ARG_FILENAME, static_cast<gpointer>(&plot),
         "Draw waveform, pitch and level: OUT.png or OUT.svg", "OUT"},
        text("jobs", jobs, "Analyse so many files at a time (default: 1)", "N")}},
      {"Other",
       {{"help", 'h', 0, G_OPTION_ARG_NONE, &help, "Print this and exit", nullptr},
        flag("help-gst", gst_help, "Print the options of GStreamer and exit"),
        flag("version", version, "Print the version and exit")}},
  };
}

bool RawOptions::parse(int argc, char** argv) {
  const ContextPtr context(g_option_context_new(nullptr));
  g_option_context_set_help_enabled(context.get(), FALSE);
  GOptionGroup* main_group = g_option_group_new(nullptr, nullptr, nullptr, this, nullptr);
  for (Group& group : groups()) {
    group.entries.push_back({});
    g_option_group_add_entries(main_group, group.entries.data());
  }
  const GOptionEntry rest[] = {{G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY,
                                static_cast<gpointer>(&files), nullptr, "FILE…"},
                               {}};
  g_option_group_add_entries(main_group, rest);
  g_option_context_set_main_group(context.get(), main_group);
  g_option_context_add_group(context.get(), gst_init_get_option_group());
  GError* error = nullptr;
  if (g_option_context_parse(context.get(), &argc, &argv, &error)) return true;
  const ErrorPtr owned(error);
  report("", std::string(owned->message) + "; try --help");
  return false;
}

std::string RawOptions::help_text() {
  constexpr std::size_t column = 32;
  std::string page =
      std::string("Usage: ") + program_name + " [OPTION…] [FILE-or-URI…]\n\n" + introduction;
  for (const Group& group : groups()) {
    page += std::string("\n") + group.title + ":\n";
    for (const GOptionEntry& entry : group.entries)
      page += pad_right(usage_of(entry), column) + ' ' + entry.description + '\n';
  }
  return page + '\n' + closing;
}

std::string RawOptions::gst_help_text() {
  const ContextPtr context(g_option_context_new("[FILE…]"));
  GOptionGroup* group = gst_init_get_option_group();
  g_option_context_add_group(context.get(), group);
  const CharPtr page(g_option_context_get_help(context.get(), FALSE, group));
  return page.get();
}

}  // namespace audioblocks::tool
