// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/files/file_batch.h"

#include <fmt/core.h>

#include <glib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <iterator>
#include <thread>
#include <utility>

#include "gst/base/gst_ptr.h"
#include "gst/tools/base/report.h"
#include "gst/tools/exports/exports.h"
#include "gst/tools/input/input_file.h"
#include "gst/tools/terminal/interruption.h"

namespace audioblocks::tool {

namespace {

/// How many results of each job may wait for an earlier file: each holds a descriptor.
constexpr std::size_t results_per_job = 4;
/// How long a signal may remain unnoticed.
constexpr std::chrono::milliseconds signal_patience{200};

/// Opens a file without a name, which vanishes when it is closed; -1, with errno, if it cannot.
int open_spool() {
  char* raw = nullptr;
  GError* error = nullptr;
  const int descriptor = g_file_open_tmp("audioblocks-XXXXXX", &raw, &error);
  const CharPtr name(raw);
  const ErrorPtr owned(error);
  if (descriptor >= 0) unlink(name.get());
  return descriptor;
}

std::string spool_problem(int error) {
  return fmt::format(
      "its results cannot be kept in a temporary file ({}); make room in the folder for temporary "
      "files, or leave out --jobs",
      g_strerror(error));
}

std::string lost_spool_problem(int error) {
  return fmt::format(
      "its results cannot be read back from a temporary file ({}); set TMPDIR to a folder on "
      "another disk, or leave out --jobs",
      g_strerror(error));
}

/// Copies whole lines, of which a spool consists unless writing it failed. Returns 0, or the errno
/// of the failure.
int copy_spool(int spool, Output& output) {
  std::array<char, 65536> piece;
  std::string lines;
  if (lseek(spool, 0, SEEK_SET) < 0) return errno;
  for (;;) {
    const ssize_t count = read(spool, piece.data(), piece.size());
    if (count == 0) return 0;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    lines.append(piece.data(), static_cast<std::size_t>(count));
    const std::size_t whole = lines.rfind('\n') + 1;
    output.write({lines.data(), whole});
    lines.erase(0, whole);
  }
}

InputSource open_input(const std::string& name, const Options& options) {
  if (name == "-") return make_standard_input(options.raw ? &*options.raw : nullptr);
  return find_input(name);
}

}  // namespace

FileBatch::FileBatch(const Options& options, const ElementSettings& settings,
                     const InputList& inputs, Output& output, RunReport& run_report)
    : options_(options),
      output_(output),
      run_report_(run_report),
      files_(inputs.names),
      form_(options, settings.reference_frequency(), inputs.is_of_several),
      progress_(output.is_terminal() && form_.is_rows(), files_.size()),
      context_{settings, progress_, cancelled_},
      results_(files_.size()) {}

int FileBatch::run() {
  const std::vector<Options::Export> exports = options_.exports();
  if (!exports.empty() && files_.size() > 1) {
    report(exports.front().option,
           fmt::format("is for one file; give each of the {} in a run of its own", files_.size()));
    return exit_usage;
  }
  output_.write(form_.header());
  const int status = options_.jobs == 1 ? run_one_by_one() : run_side_by_side();
  progress_.clear();
  output_.flush();
  return status;
}

int FileBatch::run_one_by_one() {
  int status = exit_good;
  for (std::size_t file = 0; file < files_.size() && Interruption::signal() == 0; ++file) {
    const Result result = analyze(file, output_);
    output_.flush();
    if (output_.state() != Output::State::good) break;
    if (report_result(file, result)) status = exit_failed;
  }
  return status;
}

bool FileBatch::report_result(std::size_t file, const Result& result) {
  if (!result.warnings.empty() || !result.problem.empty()) progress_.clear();
  for (const std::string& warning : result.warnings) report(files_[file], warning);
  if (!result.problem.empty()) report(files_[file], result.problem);
  using Status = FileRecord::Status;
  run_report_.add({.file = files_[file],
                   .status = result.problem.empty() ? Status::done : Status::failed,
                   .result = {},
                   .problem = result.problem,
                   .warnings = result.warnings});
  return !result.problem.empty();
}

FileBatch::Result FileBatch::analyze(std::size_t file, Output& output) {
  Result result;
  const InputSource input = open_input(files_[file], options_);
  result.problem = input.problem;
  if (!input.problem.empty()) {
    progress_.pass_file();
    return result;
  }
  const auto writer = form_.make_writer(output, input.name);
  Exports exports(options_);
  FileAnalysis analysis(context_, file, *writer, output, exports);
  result.problem = analysis.run(input);
  result.warnings = analysis.warnings();
  // Who reads no further cuts the analysis short.
  if (cancelled_ || output.state() != Output::State::good) return result;
  const Exports::Outcome outcome = exports.write(input.name, analysis.format().channels,
                                                 context_.settings.reference_frequency());
  std::ranges::copy(outcome.remarks, std::back_inserter(result.warnings));
  if (result.problem.empty()) result.problem = outcome.problem;
  return result;
}

int FileBatch::run_side_by_side() {
  std::vector<std::jthread> workers;
  const auto count = std::min(static_cast<std::size_t>(options_.jobs), files_.size());
  workers.reserve(count);
  for (std::size_t i = 0; i < count; ++i) workers.emplace_back([this] { work(); });
  int status = exit_good;
  for (std::size_t file = 0; file < files_.size(); ++file) {
    std::optional<Result> result = take_result(file);
    if (!result) break;
    const std::string trouble = write_spool(result->spool);
    if (result->problem.empty()) result->problem = trouble;
    output_.flush();
    if (output_.state() != Output::State::good) break;
    if (report_result(file, *result)) status = exit_failed;
  }
  cancel();
  return status;
}

/// Under the lock: otherwise a worker that is about to wait would miss it.
void FileBatch::cancel() {
  const std::scoped_lock lock(lock_);
  cancelled_ = true;
  changed_.notify_all();
}

std::string FileBatch::write_spool(int spool) {
  if (spool < 0) return {};
  const bool is_text = form_.is_text() && output_.is_used();
  if (is_text && lseek(spool, 0, SEEK_END) > 0) output_.write("\n");
  const int error = copy_spool(spool, output_);
  close(spool);
  return error == 0 ? std::string() : lost_spool_problem(error);
}

bool FileBatch::is_ahead(std::size_t file) const {
  return file >= files_written_ + results_per_job * static_cast<std::size_t>(options_.jobs);
}

void FileBatch::work() {
  std::unique_lock lock(lock_);
  for (;;) {
    changed_.wait(lock, [this] { return cancelled_ || !is_ahead(next_file_); });
    if (cancelled_ || next_file_ == files_.size() || Interruption::signal() != 0) return;
    const std::size_t file = next_file_++;
    lock.unlock();
    Result result = analyze_to_spool(file);
    lock.lock();
    results_[file] = std::move(result);
    changed_.notify_all();
  }
}

FileBatch::Result FileBatch::analyze_to_spool(std::size_t file) {
  const int descriptor = open_spool();
  if (descriptor < 0) return {.done = true, .problem = spool_problem(errno), .warnings = {}};
  Output spool(descriptor);
  Result result = analyze(file, spool);
  result.done = true;
  result.spool = descriptor;
  spool.flush();
  if (spool.state() == Output::State::failed) result.problem = spool_problem(spool.error());
  return result;
}

std::optional<FileBatch::Result> FileBatch::take_result(std::size_t file) {
  std::unique_lock lock(lock_);
  while (!results_[file].done) {
    changed_.wait_for(lock, signal_patience);
    if (Interruption::signal() != 0 && next_file_ <= file) return std::nullopt;
  }
  files_written_ = file + 1;
  changed_.notify_all();
  return std::move(results_[file]);
}

}  // namespace audioblocks::tool
