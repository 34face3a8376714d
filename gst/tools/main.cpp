// SPDX-License-Identifier: LGPL-2.1-or-later
#include <fcntl.h>
#include <gst/gst.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "block_writer.h"
#include "csv_writer.h"
#include "element_settings.h"
#include "file_analysis.h"
#include "input_file.h"
#include "json_writer.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"
#include "summary.h"

namespace {

using tool::ElementSettings;
using tool::Options;
using tool::Output;

/// A standard stream that the caller closed must not become the number of some file of ours.
void hold_standard_streams() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor) {
    if (fcntl(descriptor, F_GETFD) != -1) continue;
    // Standard output is held by what cannot be written to, so that the loss is reported.
    const int mode = descriptor == STDOUT_FILENO ? O_RDONLY : O_RDWR;
    if (open("/dev/null", mode) != descriptor) _exit(tool::exit_failed);
  }
}

/// What --help and --version print goes through stdio, which nobody else checks.
void check_printed_text() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return;
  tool::report("standard output", "cannot be written; make room or write elsewhere");
  _exit(tool::exit_failed);
}

void prepare_process() {
  hold_standard_streams();
  std::atexit(check_printed_text);
  std::setlocale(LC_ALL, "");
  // A reader that has gone is told by write().
  std::signal(SIGPIPE, SIG_IGN);
}

/// False, and reported, if the element refuses something.
bool check_settings(const Options& options, ElementSettings& settings) {
  std::string problem;
  if (options.block_samples) problem = settings.set_block_samples(*options.block_samples);
  for (const std::string& assignment : options.settings)
    if (problem.empty()) problem = settings.set(assignment);
  if (!problem.empty()) tool::report("", problem);
  return problem.empty();
}

std::unique_ptr<tool::BlockWriter> make_writer(const Options& options,
                                               const ElementSettings& settings, Output& output) {
  const bool with_file = options.files.size() > 1;
  switch (options.format) {
    case Options::Format::csv:
      return std::make_unique<tool::CsvWriter>(output, with_file);
    case Options::Format::json:
      return std::make_unique<tool::JsonWriter>(output, with_file);
    case Options::Format::summary:
      break;
  }
  return std::make_unique<tool::Summary>(output, settings.reference_frequency());
}

/// "what is wrong; what to do", or empty.
std::string analyse_file(const std::string& name, const ElementSettings& settings,
                         tool::BlockWriter& writer, Output& output, tool::Progress& progress) {
  const tool::InputFile input = tool::find_input(name);
  if (!input.problem.empty()) return input.problem;
  writer.begin_file(name);
  tool::FileAnalysis analysis(settings, writer, output, progress);
  std::string problem = analysis.run(input);
  writer.end_file(analysis.format());
  output.flush();
  return problem;
}

int analyse_files(const Options& options, const ElementSettings& settings, Output& output) {
  const auto writer = make_writer(options, settings, output);
  tool::Progress progress(output.is_terminal() && options.format != Options::Format::summary);
  int status = tool::exit_good;
  for (const std::string& name : options.files) {
    const std::string problem = analyse_file(name, settings, *writer, output, progress);
    if (output.state() != Output::State::good) break;
    if (problem.empty()) continue;
    tool::report(name, problem);
    status = tool::exit_failed;
  }
  output.flush();
  if (output.state() != Output::State::failed) return status;
  tool::report("standard output",
               std::string(g_strerror(output.error())) + "; make room or write elsewhere");
  return tool::exit_failed;
}

}  // namespace

int main(int argc, char** argv) {
  prepare_process();
  Options options;
  if (const auto status = tool::parse_options(argc, argv, options)) return *status;
  ElementSettings settings;
  if (const std::string problem = settings.find_element(); !problem.empty()) {
    tool::report("", problem);
    return tool::exit_failed;
  }
  if (!check_settings(options, settings)) return tool::exit_usage;
  Output output(STDOUT_FILENO);
  return analyse_files(options, settings, output);
}
