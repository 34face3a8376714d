// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>

#include "gst/tools/command_line/options.h"
#include "gst/tools/files/file_analysis.h"
#include "gst/tools/files/input_list.h"
#include "gst/tools/files/output_folder.h"
#include "gst/tools/files/run_report.h"
#include "gst/tools/results/result_form.h"
#include "gst/tools/settings/element_settings.h"
#include "gst/tools/terminal/output.h"
#include "gst/tools/terminal/progress.h"

namespace audioblocks::tool {

/// Inputs whose results go to files of their own in --output-dir. Each is written whole or not at
/// all, and an input whose result is there already is skipped, so that a run that ended early is
/// resumed by repeating it.
class FolderBatch {
 public:
  /// All must outlive it. `output` gets the counts at the end.
  FolderBatch(const Options& options, const ElementSettings& settings, const InputList& inputs,
              Output& output, RunReport& run_report);

  /// Returns the exit status, after a report of each failure.
  [[nodiscard]] int run();

 private:
  /// A worker's thread: takes inputs until there are none.
  void work();
  /// Nothing if the run ended meanwhile, so that the input is still to be done.
  std::optional<FileRecord> process(std::size_t file);
  void analyze(const InputSource& input, std::size_t file, const std::string& name,
               FileRecord& record);
  /// Returns "what is wrong; what to do". Ends the run if no other result can be written either.
  std::string result_problem(const std::string& name, int error);
  void note(const FileRecord& record);
  [[nodiscard]] bool is_over() const;
  [[nodiscard]] std::string counts() const;

  const Options& options_;
  const std::vector<std::string>& files_;
  Output& output_;
  RunReport& run_report_;
  ResultForm form_;
  OutputFolder folder_;
  Progress progress_;
  std::atomic<bool> cancelled_{false};
  AnalysisContext context_;
  std::atomic<std::size_t> next_file_{0};

  std::mutex lock_;
  /// Under the lock: how many inputs have each FileRecord::Status, and the errno that ended the
  /// run.
  std::array<std::size_t, 3> counts_ = {};
  int lasting_error_ = 0;
};

}  // namespace audioblocks::tool
