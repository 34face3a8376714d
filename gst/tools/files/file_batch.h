// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gst/tools/command_line/options.h"
#include "gst/tools/files/file_analysis.h"
#include "gst/tools/files/input_list.h"
#include "gst/tools/files/run_report.h"
#include "gst/tools/results/result_form.h"
#include "gst/tools/settings/element_settings.h"
#include "gst/tools/terminal/output.h"
#include "gst/tools/terminal/progress.h"

namespace audioblocks::tool {

/// Inputs that are analysed one after another or several at a time. Their results
/// are written to one output, in the order of the inputs.
class FileBatch {
 public:
  /// All must outlive it.
  FileBatch(const Options& options, const ElementSettings& settings, const InputList& inputs,
            Output& output, RunReport& run_report);

  /// Returns the exit status, after a report of each failure.
  [[nodiscard]] int run();

 private:
  /// The result of one analysis.
  struct Result {
    bool done = false;
    /// "what is wrong; what to do", or empty.
    std::string problem;
    /// What the element warned of, and which exports have nothing in them.
    std::vector<std::string> warnings;
    /// A file without a name that holds the output; -1 if there is none.
    int spool = -1;
  };

  int run_one_by_one();
  int run_side_by_side();
  Result analyze(std::size_t file, Output& output);
  /// Returns true if the file failed.
  bool report_result(std::size_t file, const Result& result);
  /// The two that run in the workers' threads.
  void work();
  Result analyze_to_spool(std::size_t file);
  void cancel();
  /// Writes a result and closes its file. Returns "what is wrong; what to do", or an empty text.
  std::string write_spool(int spool);
  /// Waits for a result; there is none if a signal came before its analysis began.
  std::optional<Result> take_result(std::size_t file);
  [[nodiscard]] bool is_ahead(std::size_t file) const;

  const Options& options_;
  Output& output_;
  RunReport& run_report_;
  const std::vector<std::string>& files_;
  ResultForm form_;
  Progress progress_;
  std::atomic<bool> cancelled_{false};
  AnalysisContext context_;

  std::mutex lock_;
  std::condition_variable changed_;
  /// Under the lock.
  std::size_t next_file_ = 0;
  std::size_t files_written_ = 0;
  std::vector<Result> results_;
};

}  // namespace audioblocks::tool
