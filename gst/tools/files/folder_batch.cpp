// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/files/folder_batch.h"

#include <fmt/core.h>
#include <glib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>
#include <vector>

#include "gst/tools/base/error_reason.h"
#include "gst/tools/base/report.h"
#include "gst/tools/base/text.h"
#include "gst/tools/exports/exports.h"
#include "gst/tools/files/result_path.h"
#include "gst/tools/input/input_file.h"
#include "gst/tools/terminal/interruption.h"

namespace audioblocks::tool {

FolderBatch::FolderBatch(const Options& options, const ElementSettings& settings,
                         const InputList& inputs, Output& output, RunReport& run_report)
    : options_(options),
      files_(inputs.names),
      output_(output),
      run_report_(run_report),
      form_(options, settings.reference_frequency(), false),
      progress_(false, files_.size()),
      context_{settings, progress_, cancelled_} {}

int FolderBatch::run() {
  const std::string subject = "--output-dir " + options_.output_dir;
  if (const std::string problem = folder_.open(options_.output_dir); !problem.empty()) {
    report(subject, problem);
    return exit_failed;
  }
  {
    std::vector<std::jthread> workers;
    const auto count = std::min(static_cast<std::size_t>(options_.jobs), files_.size());
    workers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) workers.emplace_back([this] { work(); });
  }
  progress_.clear();
  if (lasting_error_ != 0)
    report(subject, fmt::format("accepts no more results ({}); mend that and repeat the command, "
                                "which keeps what is done",
                                g_strerror(lasting_error_)));
  output_.write(counts());
  output_.flush();
  const bool has_failed = lasting_error_ != 0 || counts_.back() > 0;
  return has_failed ? exit_failed : exit_good;
}

bool FolderBatch::is_over() const { return cancelled_ || Interruption::signal() != 0; }

void FolderBatch::work() {
  while (!is_over()) {
    const std::size_t file = next_file_++;
    if (file >= files_.size()) return;
    if (const auto record = process(file)) note(*record);
  }
}

std::optional<FileRecord> FolderBatch::process(std::size_t file) {
  const std::string name = result_path(files_[file]) + form_.extension();
  FileRecord record;
  record.file = files_[file];
  record.result = folder_.path_of(name);
  if (!options_.force && folder_.has(name)) {
    record.status = FileRecord::Status::skipped;
    progress_.pass_file();
    return record;
  }
  const InputSource input = find_input(record.file);
  record.problem = input.problem;
  if (input.problem.empty())
    analyze(input, file, name, record);
  else
    progress_.pass_file();
  if (is_over() && !record.problem.empty()) return std::nullopt;
  if (record.problem.empty()) return record;
  record.status = FileRecord::Status::failed;
  record.result.clear();
  return record;
}

void FolderBatch::analyze(const InputSource& input, std::size_t file, const std::string& name,
                          FileRecord& record) {
  UnfinishedFile result(folder_);
  if (const int error = result.create(); error != 0) {
    record.problem = result_problem(name, error);
    return;
  }
  Output output(result.descriptor());
  output.write(form_.header());
  const auto writer = form_.make_writer(output, input.name);
  Exports exports(options_);
  FileAnalysis analysis(context_, file, *writer, output, exports);
  record.problem = analysis.run(input);
  record.warnings = analysis.warnings();
  output.flush();
  // An analysis that another thread's failure cut short has no problem of its own, and no result.
  if (cancelled_) record.problem = "not analysed; repeat the command";
  int error = output.error();
  if (error == 0 && record.problem.empty()) error = result.publish(name);
  if (error != 0) record.problem = result_problem(name, error);
}

std::string FolderBatch::result_problem(const std::string& name, int error) {
  if (OutputFolder::is_lasting(error)) {
    const std::scoped_lock lock(lock_);
    lasting_error_ = error;
    cancelled_ = true;
  }
  static constexpr std::array<int, 5> in_the_way = {EISDIR, ENOTDIR, ENAMETOOLONG, EEXIST,
                                                    ENOTEMPTY};
  const bool is_in_the_way = std::ranges::find(in_the_way, error) != in_the_way.end();
  return fmt::format(
      "its result {} {}", folder_.path_of(name),
      is_in_the_way ? fmt::format("cannot be written ({}); rename the file, or what is in the way",
                                  g_strerror(error))
                    : writing_problem(error));
}

void FolderBatch::note(const FileRecord& record) {
  const std::scoped_lock lock(lock_);
  ++counts_.at(static_cast<std::size_t>(record.status));
  if (!record.warnings.empty() || !record.problem.empty()) progress_.clear();
  for (const std::string& warning : record.warnings) report(record.file, warning);
  if (!record.problem.empty()) report(record.file, record.problem);
  run_report_.add(record);
}

/// "1320 files: 1290 done, 27 skipped (done before), 3 failed".
std::string FolderBatch::counts() const {
  const auto [done, skipped, failed] = counts_;
  std::string text = fmt::format("{}: {} done", counted(files_.size(), "file"), done);
  if (skipped > 0) text += fmt::format(", {} skipped (done before)", skipped);
  if (failed > 0) text += fmt::format(", {} failed", failed);
  if (const std::size_t left = files_.size() - done - skipped - failed; left > 0)
    text += fmt::format(", {} left", left);
  return text + '\n';
}

}  // namespace audioblocks::tool
