// SPDX-License-Identifier: LGPL-2.1-or-later
#include "options.h"

#include <gst/gst.h>

#include <array>
#include <memory>

#include "config.h"
#include "gst_ptr.h"
#include "report.h"
#include "text.h"

namespace tool {

namespace {

constexpr const char* summary_text =
    "Cuts the first audio stream of each file into blocks and tells the level and the\n"
    "pitch of each. Several channels are mixed to their mean. Without --csv or --json\n"
    "it prints a summary of each file.";

constexpr const char* description_text =
    "Exit status: 0 all went well, 1 a file failed (the others are still done), 2 wrong usage.\n"
    "\n"
    "Examples:\n"
    "  gst-audioblocks-1.0 song.flac\n"
    "  gst-audioblocks-1.0 --csv --block-samples 2048 bass.wav > bass.csv\n"
    "  gst-audioblocks-1.0 --json --set min-frequency=60 --set window=hann *.ogg | jq .note\n"
    "\n"
    "The properties that --set takes are those of `gst-inspect-1.0 audioblocks`.";

/// What GOption fills in; owned by GLib's allocator.
struct RawOptions {
  gboolean csv = FALSE;
  gboolean json = FALSE;
  gboolean version = FALSE;
  char* block_samples = nullptr;
  char** settings = nullptr;
  char** files = nullptr;

  RawOptions() = default;
  RawOptions(const RawOptions&) = delete;
  RawOptions& operator=(const RawOptions&) = delete;
  ~RawOptions() {
    g_free(block_samples);
    g_strfreev(settings);
    g_strfreev(files);
  }
};

struct ContextFree {
  void operator()(GOptionContext* context) const { g_option_context_free(context); }
};

bool parse_raw(int argc, char** argv, RawOptions& raw) {
  const std::array<GOptionEntry, 7> entries = {{
      {"csv", 0, 0, G_OPTION_ARG_NONE, &raw.csv, "Print one CSV line per block", nullptr},
      {"json", 0, 0, G_OPTION_ARG_NONE, &raw.json, "Print one JSON object per line and block",
       nullptr},
      {"block-samples", 'b', 0, G_OPTION_ARG_STRING, static_cast<gpointer>(&raw.block_samples),
       "Samples in a block (default: 1024)", "N"},
      {"set", 's', 0, G_OPTION_ARG_STRING_ARRAY, static_cast<gpointer>(&raw.settings),
       "Set a property of the audioblocks element", "PROPERTY=VALUE"},
      {"version", 0, 0, G_OPTION_ARG_NONE, &raw.version, "Print the version and exit", nullptr},
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, static_cast<gpointer>(&raw.files),
       nullptr, "FILE-or-URI…"},
      {nullptr, 0, 0, G_OPTION_ARG_NONE, nullptr, nullptr, nullptr},
  }};
  const std::unique_ptr<GOptionContext, ContextFree> context(g_option_context_new(nullptr));
  g_option_context_set_summary(context.get(), summary_text);
  g_option_context_set_description(context.get(), description_text);
  g_option_context_add_main_entries(context.get(), entries.data(), nullptr);
  g_option_context_add_group(context.get(), gst_init_get_option_group());
  GError* error = nullptr;
  if (g_option_context_parse(context.get(), &argc, &argv, &error)) return true;
  const ErrorPtr owned(error);
  report("", std::string(owned->message) + "; try --help");
  return false;
}

std::vector<std::string> strings_of(char** list) {
  std::vector<std::string> strings;
  for (; list != nullptr && *list != nullptr; ++list) strings.emplace_back(*list);
  return strings;
}

/// False, and reported, unless `text` is a whole number.
bool read_block_samples(const char* text, std::optional<int>& value) {
  gint64 number = 0;
  GError* error = nullptr;
  if (!g_ascii_string_to_signed(text, 10, G_MININT, G_MAXINT, &number, &error)) {
    g_error_free(error);
    report("", "--block-samples " + std::string(text) + " is not a number; try 1024");
    return false;
  }
  value = static_cast<int>(number);
  return true;
}

void print_version() {
  const CharPtr gstreamer(gst_version_string());
  g_print("%s version %s\n%s\n%s\n", program_name, AUDIOBLOCKS_VERSION, gstreamer.get(),
          AUDIOBLOCKS_ORIGIN);
}

}  // namespace

std::optional<int> parse_options(int argc, char** argv, Options& options) {
  RawOptions raw;
  if (!parse_raw(argc, argv, raw)) return exit_usage;
  if (raw.version) {
    print_version();
    return exit_good;
  }
  if (raw.csv && raw.json) {
    report("", "--csv and --json exclude each other; give one of them");
    return exit_usage;
  }
  if (raw.block_samples && !read_block_samples(raw.block_samples, options.block_samples))
    return exit_usage;
  options.settings = strings_of(raw.settings);
  options.files = strings_of(raw.files);
  if (options.files.empty()) {
    report("", "no file given; name one or more audio files, or try --help");
    return exit_usage;
  }
  if (raw.csv) options.format = Options::Format::csv;
  if (raw.json) options.format = Options::Format::json;
  return std::nullopt;
}

}  // namespace tool
