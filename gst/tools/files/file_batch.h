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
#include "gst/tools/results/result_form.h"
#include "gst/tools/settings/element_settings.h"
#include "gst/tools/terminal/output.h"
#include "gst/tools/terminal/progress.h"

namespace audioblocks::tool {

/// All files of the command line, one after another or several at a time; their results leave in
/// the order of the files.
class FileBatch {
 public:
  /// All must outlive it.
  FileBatch(const Options& options, const ElementSettings& settings, Output& output);

  /// The exit status. What went wrong has been reported.
  [[nodiscard]] int run();

 private:
  /// What an analysis left behind.
  struct Result {
    bool done = false;
    /// "what is wrong; what to do", or empty.
    std::string problem;
    /// A file that nobody else sees, with the output; -1 where it went straight out.
    int spool = -1;
  };

  int run_one_by_one();
  int run_side_by_side();
  std::string analyse(std::size_t file, Output& output);
  [[nodiscard]] std::string draw(const PlotData& plot, const std::string& name, int channels) const;
  /// Threads of their own.
  void work();
  Result analyse_to_spool(std::size_t file);
  void cancel();
  /// Closes it. Returns "what is wrong; what to do", or nothing.
  std::string write_spool(int spool);
  /// Waits for it; nothing where a signal came before its analysis began.
  std::optional<Result> take_result(std::size_t file);
  [[nodiscard]] bool is_ahead(std::size_t file) const;

  const Options& options_;
  Output& output_;
  std::vector<std::string> files_;
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
