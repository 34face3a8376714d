// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/command_line/options.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "config.h"
#include "gst/base/gst_ptr.h"
#include "gst/tools/base/report.h"
#include "gst/tools/command_line/arguments.h"
#include "gst/tools/command_line/help.h"

namespace audioblocks::tool {

namespace {

constexpr int max_jobs = 256;
/// Hz: below half the rate of the tone, and the limit of hearing.
constexpr double max_tone = 20000.0;
/// A day.
constexpr double max_interval_ms = 86'400'000.0;

bool refuse(std::string_view text) {
  report("", text);
  return false;
}

bool read_integer(const std::string& text, gint64 min, gint64 max, gint64& number) {
  return g_ascii_string_to_signed(text.c_str(), 10, min, max, &number, nullptr) != FALSE;
}

/// False, after a report, if the option is given and is not a whole number from `min` to `max`.
bool read_count(const Arguments& arguments, const char* option, int min, int max, int& value) {
  const std::string* text = arguments.value(option);
  if (text == nullptr) return true;
  gint64 number = 0;
  if (!read_integer(*text, min, max, number))
    return refuse(fmt::format("--{} {} is not a whole number from {} to {}; give one", option,
                              *text, min, max));
  value = static_cast<int>(number);
  return true;
}

bool read_block_samples(const Arguments& arguments, std::optional<int>& value) {
  const std::string* text = arguments.value("block-samples");
  if (text == nullptr) return true;
  gint64 number = 0;
  if (!read_integer(*text, G_MININT, G_MAXINT, number))
    return refuse(fmt::format("--block-samples {} is not a whole number; try 1024", *text));
  value = static_cast<int>(number);
  return true;
}

/// The decimal number that all of `text` is, if it is one.
std::optional<double> number_of(std::string_view text) {
  double number = 0.0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

bool read_test_tone(const Arguments& arguments, std::optional<double>& value) {
  const std::string* text = arguments.value("test-tone");
  if (text == nullptr) return true;
  value = number_of(*text);
  if (value && *value > 0.0 && *value <= max_tone) return true;
  return refuse(fmt::format("--test-tone {} is not a frequency up to {} Hz; give one, such as 440",
                            *text, max_tone));
}

bool read_interval(const Arguments& arguments, std::optional<GstClockTime>& value) {
  const std::string* text = arguments.value("interval");
  if (text == nullptr) return true;
  const std::optional<double> ms = number_of(*text);
  if (!ms || *ms < 0.0 || *ms > max_interval_ms)
    return refuse(
        fmt::format("--interval {} is not a number of milliseconds from 0 to {}; give one, such as "
                    "100",
                    *text, max_interval_ms));
  value = static_cast<GstClockTime>(std::llround(*ms * 1e6));
  return true;
}

bool read_instrument(const Arguments& arguments, const Instrument*& instrument) {
  const std::string* name = arguments.value("instrument");
  if (name == nullptr) return true;
  instrument = find_instrument(*name);
  if (instrument != nullptr) return true;
  return refuse(
      fmt::format("--instrument {} is not known; choose from {}", *name, instrument_names(", ")));
}

bool read_raw(const Arguments& arguments, std::optional<RawFormat>& value) {
  const std::string* sample_format = arguments.value("raw");
  if (sample_format == nullptr) {
    if (!arguments.has("rate") && !arguments.has("channels")) return true;
    return refuse("--rate and --channels describe raw samples; give --raw FORMAT as well");
  }
  RawFormat format;
  format.sample_format = *sample_format;
  const std::string problem = raw_format_problem(format);
  if (!problem.empty()) return refuse(problem);
  if (!read_count(arguments, "rate", 1, G_MAXINT, format.rate) ||
      !read_count(arguments, "channels", 1, 64, format.channels))
    return false;
  value = format;
  return true;
}

bool read_shard(const Arguments& arguments, Shard& shard) {
  const std::string* text = arguments.value("shard");
  if (text == nullptr) return true;
  const auto slash = text->find('/');
  gint64 number = 0;
  gint64 count = 0;
  const bool is_valid = slash != std::string::npos &&
                        read_integer(text->substr(slash + 1), 1, G_MAXINT, count) &&
                        read_integer(text->substr(0, slash), 1, count, number);
  if (!is_valid)
    return refuse(
        fmt::format("--shard {} is not K/N with K from 1 to N; give one, such as 1/4", *text));
  shard = {static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(count)};
  return true;
}

bool read_column_names(const Arguments& arguments, std::vector<CsvColumn>& columns) {
  const std::string* text = arguments.value("columns");
  if (text == nullptr) return true;
  if (!arguments.has("csv")) return refuse("--columns are those of --csv; give --csv as well");
  const auto read = read_columns(*text);
  if (!read)
    return refuse(fmt::format("--columns {} names a column that there is not; choose from {}",
                              *text, column_names(",")));
  columns = *read;
  return true;
}

bool read_format(const Arguments& arguments, Options::Format& format) {
  const bool csv = arguments.has("csv");
  const bool json = arguments.has("json");
  const std::string* summary = arguments.value("summary");
  if (csv && json) return refuse("--csv and --json exclude each other; give one of them");
  if ((csv || json) && summary != nullptr)
    return refuse("--summary and --csv or --json exclude each other; give one of them");
  const bool notes = arguments.has("notes");
  if (notes && summary != nullptr)
    return refuse("--notes and --summary exclude each other; give one of them");
  if (csv) format = Options::Format::csv;
  if (json) format = Options::Format::json;
  if (notes) format = json ? Options::Format::notes_json : Options::Format::notes_csv;
  if (summary == nullptr) return true;
  if (*summary != "text" && *summary != "json")
    return refuse(fmt::format("--summary {} is not known; choose from text and json", *summary));
  format = *summary == "json" ? Options::Format::summary_json : Options::Format::summary;
  return true;
}

/// True if both paths lead to one file, which need not be there yet.
bool is_same_path(const std::string& first, const std::string& second) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  return fs::weakly_canonical(fs::absolute(first, ignored), ignored) ==
         fs::weakly_canonical(fs::absolute(second, ignored), ignored);
}

bool check_exports(const Options& options) {
  if (!options.plot.empty() && !options.plot.ends_with(".png") && !options.plot.ends_with(".svg"))
    return refuse(
        fmt::format("--plot {} ends in neither .png nor .svg; add one of the two", options.plot));
#ifndef AUDIOBLOCKS_MIDI
  if (!options.midi.empty())
    return refuse(
        "--midi needs libsmf, which this program was built without; build it with -Dmidi=enabled");
#endif
  const std::vector<Options::Export> written = options.written_files();
  for (auto first = written.begin(); first != written.end(); ++first)
    for (auto second = first + 1; second != written.end(); ++second)
      if (is_same_path(first->path, second->path))
        return refuse(fmt::format("{} and {} both name {}; name two files", first->option,
                                  second->option, first->path));
  const std::vector<Options::Export> exports = options.exports();
  if (exports.empty() || options.files.size() <= 1) return true;
  return refuse(fmt::format("{} is for one input; give each of the {} files in a run of its own",
                            exports.front().option, options.files.size()));
}

const char* missing_input(const Options& options) {
  if (options.raw) return "--raw describes standard input; give - as the input";
  if (options.instrument != nullptr)
    return "--instrument needs something to listen to; give --device, --test-tone or --pipeline";
  return "no file given; name one or more audio files, or try --help";
}

bool check_names(const Arguments& arguments) {
  for (const char* option :
       {"plot", "midi", "labels", "pitchtier", "report", "files-from", "output-dir"}) {
    const std::string* name = arguments.value(option);
    if (name != nullptr && name->empty())
      return refuse(fmt::format("--{} names no {}; name one", option,
                                std::string_view(option) == "output-dir" ? "folder" : "file"));
  }
  return true;
}

bool check_inputs(const Options& options) {
  const int kinds = static_cast<int>(options.has_files()) +
                    static_cast<int>(options.device.has_value()) +
                    static_cast<int>(options.test_tone.has_value()) +
                    static_cast<int>(options.pipeline.has_value());
  if (options.list_devices) return true;
  if (kinds == 0) return refuse(missing_input(options));
  if (kinds > 1)
    return refuse(
        "files, --device, --test-tone and --pipeline exclude each other; give one of them");
  const auto standard_inputs = std::ranges::count(options.files, "-");
  if (standard_inputs > 1)
    return refuse("- is given more than once; standard input can be read only once");
  if (options.raw && standard_inputs == 0)
    return refuse("--raw describes standard input; give - as the input");
  return true;
}

/// Refuses what would have no effect, or none that can be meant.
bool check_batch(const Options& options, const Arguments& arguments) {
  if (options.is_null_separated && options.files_from.empty())
    return refuse("--null is about the names in a list; give --files-from as well");
  if (options.force && options.output_dir.empty())
    return refuse("--force is about the results in a folder; give --output-dir as well");
  for (const char* option : {"shard", "output-dir", "report"})
    if (arguments.has(option) && !options.has_files())
      return refuse(fmt::format("--{} is for files; name some instead of listening", option));
  const bool reads_standard_input = std::ranges::count(options.files, "-") > 0;
  if (reads_standard_input && options.files_from == "-")
    return refuse("- and --files-from - both read standard input; give one of them");
  if (options.output_dir.empty()) return true;
  if (reads_standard_input)
    return refuse("--output-dir names results by their files, and - has no name; leave one out");
  const std::vector<Options::Export> exports = options.exports();
  if (exports.empty()) return true;
  return refuse(fmt::format("{} is for one input; give it in a run without --output-dir",
                            exports.front().option));
}

/// Refuses what would have no effect: the user expects one.
bool check_display(const Options& options) {
  using Format = Options::Format;
  if (options.list_devices) return true;
  const bool has_rows = options.format == Format::csv || options.format == Format::json ||
                        (options.format == Format::automatic && options.is_session());
  if (options.interval && !has_rows)
    return refuse(
        "--interval spaces out rows of blocks, which notes and a summary are not; give --csv or "
        "--json instead");
  if (options.instrument == nullptr) return true;
  if (!options.is_session())
    return refuse(
        "--instrument has an effect only while listening; give --device, --test-tone or --pipeline "
        "instead of a file");
  if (options.format != Format::automatic)
    return refuse(
        "--instrument is for the tuner and its rows; leave out --csv, --json, --notes and "
        "--summary");
  return true;
}

void print_version() {
  const CharPtr gstreamer(gst_version_string());
  g_print("%s version %s\n%s\n%s\n", program_name, AUDIOBLOCKS_VERSION, gstreamer.get(),
          AUDIOBLOCKS_ORIGIN);
}

/// Prints what --help and the like ask for; false if none of them was given.
bool print_information(const Arguments& arguments) {
  if (arguments.has("help"))
    g_print("%s", help_text().c_str());
  else if (arguments.has("help-gst"))
    g_print("%s", gst_help_text().c_str());
  else if (arguments.has("version"))
    print_version();
  else
    return false;
  return true;
}

std::optional<std::string> optional_value(const Arguments& arguments, const char* option) {
  const std::string* value = arguments.value(option);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

void read_texts(const Arguments& arguments, Options& options) {
  options.preset = optional_value(arguments, "preset");
  options.settings = arguments.values("set");
  options.reference = optional_value(arguments, "reference");
  options.files = arguments.files();
  options.files_from = optional_value(arguments, "files-from").value_or("");
  options.is_null_separated = arguments.has("null");
  options.output_dir = optional_value(arguments, "output-dir").value_or("");
  options.force = arguments.has("force");
  options.report = optional_value(arguments, "report").value_or("");
  options.list_devices = arguments.has("list-devices");
  options.device = optional_value(arguments, "device");
  if (!options.device && arguments.has("device")) options.device = "";
  options.pipeline = optional_value(arguments, "pipeline");
  options.plot = optional_value(arguments, "plot").value_or("");
  options.midi = optional_value(arguments, "midi").value_or("");
  options.labels = optional_value(arguments, "labels").value_or("");
  options.pitch_tier = optional_value(arguments, "pitchtier").value_or("");
}

}  // namespace

std::vector<Options::Export> Options::written_files() const {
  std::vector<Export> written = exports();
  if (!report.empty()) written.push_back({"--report", report});
  return written;
}

std::vector<Options::Export> Options::exports() const {
  std::vector<Export> given;
  for (const Export& one : {Export{"--plot", plot}, Export{"--midi", midi},
                            Export{"--labels", labels}, Export{"--pitchtier", pitch_tier}})
    if (!one.path.empty()) given.push_back(one);
  return given;
}

std::string Options::pitch_option() const {
  if (prints_notes()) return "--notes";
  if (!midi.empty()) return "--midi";
  if (!labels.empty()) return "--labels";
  return pitch_tier.empty() ? "" : "--pitchtier";
}

std::optional<int> parse_options(int argc, char** argv, Options& options) {
  Arguments arguments;
  if (!arguments.parse(argc, argv)) return exit_usage;
  if (print_information(arguments)) return exit_good;
  read_texts(arguments, options);
  const bool is_valid =
      read_format(arguments, options.format) && read_column_names(arguments, options.columns) &&
      read_block_samples(arguments, options.block_samples) &&
      read_count(arguments, "jobs", 1, max_jobs, options.jobs) &&
      read_shard(arguments, options.shard) && read_test_tone(arguments, options.test_tone) &&
      read_interval(arguments, options.interval) && read_raw(arguments, options.raw) &&
      read_instrument(arguments, options.instrument) && check_names(arguments) &&
      check_inputs(options) && check_batch(options, arguments) && check_exports(options) &&
      check_display(options);
  return is_valid ? std::nullopt : std::optional<int>(exit_usage);
}

}  // namespace audioblocks::tool
