// SPDX-License-Identifier: LGPL-2.1-or-later
#include <fcntl.h>
#include <gst/gst.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "gst/tools/base/report.h"
#include "gst/tools/base/whole_file.h"
#include "gst/tools/command_line/options.h"
#include "gst/tools/devices/device_list.h"
#include "gst/tools/devices/device_source.h"
#include "gst/tools/files/file_batch.h"
#include "gst/tools/files/folder_batch.h"
#include "gst/tools/files/input_list.h"
#include "gst/tools/files/run_report.h"
#include "gst/tools/session/live_session.h"
#include "gst/tools/settings/element_settings.h"
#include "gst/tools/terminal/interruption.h"
#include "gst/tools/terminal/output.h"

namespace tool = audioblocks::tool;

namespace {

using tool::ElementSettings;
using tool::InputSource;
using tool::Options;
using tool::Output;

/// Without this, a file that is opened later could get the number of a standard stream that the
/// caller closed.
void hold_standard_streams() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) != -1) continue;
    // Standard output must not be writable, so that the loss is reported.
    const int mode = descriptor == STDOUT_FILENO ? O_RDONLY : O_RDWR;
    if (open("/dev/null", mode) != descriptor) _exit(tool::exit_failed);
  }
}

/// --help and --version print through stdio, which is checked nowhere else.
void check_printed_text() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  tool::report("standard output", "cannot be written; make room or write elsewhere");
  _exit(tool::exit_failed);
}

void prepare_process() {
  hold_standard_streams();
  std::atexit(check_printed_text);
  std::setlocale(LC_ALL, "");
  // write() reports a reader that is gone, and a file that must not grow.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  tool::Interruption::install();
}

/// False, after a report, if the element refuses a setting.
bool check_settings(const Options& options, ElementSettings& settings) {
  std::string problem;
  if (options.block_samples) problem = settings.set_block_samples(*options.block_samples);
  if (problem.empty() && options.preset) problem = settings.set_preset(*options.preset);
  for (const std::string& assignment : options.settings)
    if (problem.empty()) problem = settings.set(assignment);
  if (problem.empty() && options.reference) problem = settings.set_reference(*options.reference);
  if (!problem.empty()) tool::report("", problem);
  if (!problem.empty()) return false;
  if (options.instrument != nullptr)
    settings.set_lowest_pitch(
        tool::lowest_frequency(*options.instrument, settings.reference_frequency()));
  if (options.needs_notes()) settings.set_needs_notes();
  const std::string option = options.pitch_option();
  if (option.empty() || settings.finds_pitch()) return true;
  tool::report("", option + " needs the pitch; name it in --set analyses, or leave that out");
  return false;
}

/// False, after a report, if the file cannot be written, which is better known before the analysis.
bool check_export(const Options::Export& one) {
  const std::string problem = tool::whole_file_problem(one.path);
  if (!problem.empty()) tool::report(std::string(one.option) + ' ' + one.path, problem);
  return problem.empty();
}

InputSource open_source(const Options& options) {
  if (options.device)
    return options.device->empty() ? tool::open_default_device()
                                   : tool::open_device(*options.device);
  if (options.test_tone) return tool::make_test_tone(*options.test_tone);
  return tool::parse_source(*options.pipeline);
}

int listen(const Options& options, ElementSettings& settings, Output& output) {
  const InputSource source = open_source(options);
  // A signal has ended the search for a device, and ends the program.
  if (tool::Interruption::signal() != 0) return tool::exit_failed;
  if (!source.problem.empty()) {
    tool::report(source.name, source.problem);
    return tool::exit_failed;
  }
  settings.set_source_may_be_live();
  return tool::LiveSession(options, settings, source, output).run();
}

int analyze_files(const Options& options, const ElementSettings& settings, Output& output) {
  tool::InputList inputs;
  if (const auto status = tool::read_inputs(options, inputs)) return *status;
  tool::RunReport run_report;
  if (!run_report.open(options.report)) return tool::exit_failed;
  const int status = options.output_dir.empty()
                         ? tool::FileBatch(options, settings, inputs, output, run_report).run()
                         : tool::FolderBatch(options, settings, inputs, output, run_report).run();
  return run_report.finish() ? status : tool::exit_failed;
}

int run(const Options& options, ElementSettings& settings, Output& output) {
  if (options.is_session()) return listen(options, settings, output);
  return analyze_files(options, settings, output);
}

/// Returns the exit status, after everything was written.
int finish(const Output& output, int status) {
  if (output.state() == Output::State::failed) {
    tool::report("standard output",
                 std::string(g_strerror(output.error())) + "; make room or write elsewhere");
    return tool::exit_failed;
  }
  return tool::Interruption::signal() != 0 ? tool::Interruption::exit_status() : status;
}

}  // namespace

int main(int argc, char** argv) {
  prepare_process();
  Options options;
  if (const auto status = tool::parse_options(argc, argv, options)) return *status;
  Output output(STDOUT_FILENO);
  if (options.list_devices)
    return finish(output, tool::list_devices(options.format == Options::Format::json, output));
  ElementSettings settings;
  if (const std::string problem = settings.find_element(); !problem.empty()) {
    tool::report("", problem);
    return tool::exit_failed;
  }
  if (!check_settings(options, settings)) return tool::exit_usage;
  if (!std::ranges::all_of(options.exports(), check_export)) return tool::exit_failed;
  const int status = run(options, settings, output);
  return finish(output, status);
}
