// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// What became of one input.
struct FileRecord {
  enum class Status { done, skipped, failed };

  /// As it was given.
  std::string file;
  Status status = Status::done;
  /// The file that holds its result; empty if there is none.
  std::string result;
  /// "what is wrong; what to do", if it failed.
  std::string problem;
  /// What the element warned of.
  std::vector<std::string> warnings;
};

/// The file of --report: a JSON object for each input, on a line that is written once the input is
/// done. One thread at a time.
class RunReport {
 public:
  RunReport() = default;
  ~RunReport();
  RunReport(const RunReport&) = delete;
  RunReport& operator=(const RunReport&) = delete;

  /// Begins the file anew; without a path there is none. False, after a report, if it cannot be
  /// written.
  [[nodiscard]] bool open(const std::string& path);
  void add(const FileRecord& record);
  /// False, after a report, if not all of it was written.
  [[nodiscard]] bool finish();

 private:
  bool refuse(int error) const;

  std::string path_;
  int descriptor_ = -1;
  std::optional<Output> output_;
};

}  // namespace audioblocks::tool
