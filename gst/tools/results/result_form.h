// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <string>

#include "gst/tools/command_line/options.h"
#include "gst/tools/results/block_writer.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// The form in which results are written.
class ResultForm {
 public:
  /// As for files: `automatic` is a summary. `with_file`: there are several inputs, so rows name
  /// theirs.
  ResultForm(const Options& options, double reference_frequency, bool with_file);

  /// The first line of the output; may be empty.
  [[nodiscard]] std::string header() const;
  /// What the names of files in this form end in: ".csv", for example.
  [[nodiscard]] const char* extension() const;
  /// A writer for one input.
  [[nodiscard]] std::unique_ptr<BlockWriter> make_writer(Output& output,
                                                         const std::string& name) const;
  /// True if writers write as blocks or notes come, not only at the end.
  [[nodiscard]] bool is_rows() const;
  /// True if an empty line separates the text of one input from that of the next.
  [[nodiscard]] bool is_text() const { return format_ == Options::Format::summary; }

 private:
  Options::Format format_;
  GstClockTime interval_;
  double reference_frequency_;
  bool with_file_;
  std::vector<CsvColumn> columns_;
};

}  // namespace audioblocks::tool
