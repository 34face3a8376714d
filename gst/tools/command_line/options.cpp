// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/command_line/options.h"

#include <charconv>
#include <cmath>
#include <string_view>

#include "config.h"
#include "gst/base/gst_ptr.h"
#include "gst/tools/base/report.h"
#include "gst/tools/input/raw_options.h"

namespace audioblocks::tool {

namespace {

constexpr int max_jobs = 256;
/// Below half the rate of the tone, and what anybody hears.
constexpr double max_tone = 20000.0;

std::vector<std::string> strings_of(char** list) {
  std::vector<std::string> strings;
  for (; list != nullptr && *list != nullptr; ++list) strings.emplace_back(*list);
  return strings;
}

bool refuse(const std::string& text) {
  report("", text);
  return false;
}

bool read_integer(const char* text, gint64 min, gint64 max, gint64& number) {
  return g_ascii_string_to_signed(text, 10, min, max, &number, nullptr) != FALSE;
}

/// `text` may be nullptr: the option was not given. False, and reported, unless it is a whole
/// number from `min` to `max`.
bool read_count(const char* option, const char* text, int min, int max, int& value) {
  if (text == nullptr) return true;
  gint64 number = 0;
  if (!read_integer(text, min, max, number))
    return refuse(std::string(option) + ' ' + text + " is no whole number from " +
                  std::to_string(min) + " to " + std::to_string(max) + "; give one");
  value = static_cast<int>(number);
  return true;
}

/// False, and reported, unless `text` is a whole number.
bool read_block_samples(const char* text, std::optional<int>& value) {
  if (text == nullptr) return true;
  gint64 number = 0;
  if (!read_integer(text, G_MININT, G_MAXINT, number))
    return refuse("--block-samples " + std::string(text) + " is not a number; try 1024");
  value = static_cast<int>(number);
  return true;
}

/// The decimal number that `text` is, all of it; nothing where it is none.
std::optional<double> number_of(std::string_view text) {
  double number = 0.0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

bool read_test_tone(const char* text, std::optional<double>& value) {
  if (text == nullptr) return true;
  value = number_of(text);
  if (value && *value > 0.0 && *value <= max_tone) return true;
  return refuse("--test-tone " + std::string(text) +
                " is no frequency up to 20000 Hz; give one, as 440");
}

bool read_interval(const char* text, std::optional<GstClockTime>& value) {
  constexpr double longest = 86'400'000.0;
  if (text == nullptr) return true;
  const std::optional<double> ms = number_of(text);
  if (!ms || *ms < 0.0 || *ms > longest)
    return refuse("--interval " + std::string(text) +
                  " is no number of milliseconds from 0 to 86400000; give one, as 100");
  value = static_cast<GstClockTime>(std::llround(*ms * 1e6));
  return true;
}

bool read_instrument(const char* name, const Instrument*& instrument) {
  if (name == nullptr) return true;
  instrument = find_instrument(name);
  if (instrument != nullptr) return true;
  return refuse("--instrument " + std::string(name) + " is not known; there are " +
                instrument_names());
}

bool read_raw(const RawOptions& raw, std::optional<RawFormat>& value) {
  if (raw.raw_format == nullptr) {
    if (raw.rate == nullptr && raw.channels == nullptr) return true;
    return refuse("--rate and --channels tell of raw samples; give --raw FORMAT, too");
  }
  RawFormat format;
  format.sample_format = raw.raw_format;
  const std::string problem = raw_format_problem(format);
  if (!problem.empty()) return refuse(problem);
  if (!read_count("--rate", raw.rate, 1, G_MAXINT, format.rate) ||
      !read_count("--channels", raw.channels, 1, 64, format.channels))
    return false;
  value = format;
  return true;
}

bool read_format(const RawOptions& raw, Options::Format& format) {
  if (raw.csv && raw.json) return refuse("--csv and --json exclude each other; give one of them");
  if ((raw.csv || raw.json) && raw.summary != nullptr)
    return refuse("--summary and --csv or --json exclude each other; give one of them");
  if (raw.csv) format = Options::Format::csv;
  if (raw.json) format = Options::Format::json;
  if (raw.summary == nullptr) return true;
  const std::string_view form = raw.summary;
  if (form != "text" && form != "json")
    return refuse("--summary " + std::string(form) + " is not known; it takes text or json");
  format = form == "json" ? Options::Format::summary_json : Options::Format::summary;
  return true;
}

bool check_plot(const Options& options) {
  if (options.plot.empty()) return true;
  if (!options.plot.ends_with(".png") && !options.plot.ends_with(".svg"))
    return refuse("--plot " + options.plot + " is neither .png nor .svg; name it so");
  if (options.files.size() <= 1) return true;
  return refuse("--plot draws one input; give " + std::to_string(options.files.size()) +
                " files in as many runs");
}

bool check_inputs(const Options& options) {
  const int kinds = static_cast<int>(!options.files.empty()) +
                    static_cast<int>(options.device.has_value()) +
                    static_cast<int>(options.test_tone.has_value()) +
                    static_cast<int>(options.pipeline.has_value());
  if (options.list_devices) return true;
  if (kinds == 0) return refuse("no file given; name one or more audio files, or try --help");
  if (kinds > 1)
    return refuse(
        "files, --device, --test-tone and --pipeline exclude each other; give one of them");
  int standard_inputs = 0;
  for (const std::string& file : options.files) standard_inputs += static_cast<int>(file == "-");
  if (standard_inputs > 1) return refuse("- is given twice; standard input can be read once");
  if (options.raw && standard_inputs == 0)
    return refuse("--raw tells what standard input holds; give - as the input");
  return true;
}

/// What would do nothing is told: the user expects something of it.
bool check_display(const Options& options) {
  using Format = Options::Format;
  if (options.list_devices) return true;
  const bool has_rows = options.format == Format::csv || options.format == Format::json ||
                        (options.format == Format::automatic && options.is_session());
  if (options.interval && !has_rows)
    return refuse(
        "--interval spaces out rows, and a summary has none; give --csv or --json instead of it");
  if (options.instrument == nullptr) return true;
  if (!options.is_session())
    return refuse(
        "--instrument is for what is listened to; give --device, --test-tone or --pipeline instead "
        "of a file");
  if (options.format != Format::automatic)
    return refuse(
        "--instrument is for the tuner and its rows; leave out --csv, --json and --summary");
  return true;
}

void print_version() {
  const CharPtr gstreamer(gst_version_string());
  g_print("%s version %s\n%s\n%s\n", program_name, AUDIOBLOCKS_VERSION, gstreamer.get(),
          AUDIOBLOCKS_ORIGIN);
}

/// What --help and the like ask for; false where they were not given.
bool print_information(RawOptions& raw) {
  if (raw.help)
    g_print("%s", raw.help_text().c_str());
  else if (raw.gst_help)
    g_print("%s", RawOptions::gst_help_text().c_str());
  else if (raw.version)
    print_version();
  else
    return false;
  return true;
}

bool read_numbers(const RawOptions& raw, Options& options) {
  return read_block_samples(raw.block_samples, options.block_samples) &&
         read_count("--jobs", raw.jobs, 1, max_jobs, options.jobs) &&
         read_test_tone(raw.test_tone, options.test_tone) &&
         read_interval(raw.interval, options.interval);
}

}  // namespace

std::optional<int> parse_options(int argc, char** argv, Options& options) {
  RawOptions raw;
  if (!raw.parse(argc, argv)) return exit_usage;
  if (print_information(raw)) return exit_good;
  if (!read_format(raw, options.format) || !read_numbers(raw, options) ||
      !read_raw(raw, options.raw) || !read_instrument(raw.instrument, options.instrument))
    return exit_usage;
  if (raw.preset != nullptr) options.preset = raw.preset;
  options.settings = strings_of(raw.settings);
  if (raw.reference != nullptr) options.reference = raw.reference;
  options.files = strings_of(raw.files);
  options.list_devices = raw.list_devices != FALSE;
  if (raw.device) options.device = raw.device_name != nullptr ? raw.device_name : "";
  if (raw.pipeline != nullptr) options.pipeline = raw.pipeline;
  if (raw.plot != nullptr) options.plot = raw.plot;
  if (!check_inputs(options) || !check_plot(options) || !check_display(options)) return exit_usage;
  return std::nullopt;
}

}  // namespace audioblocks::tool
