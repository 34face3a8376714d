// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <memory>
#include <string>

#include "gst/tools/command_line/options.h"
#include "gst/tools/results/block_writer.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// In which form results are written.
class ResultForm {
 public:
  /// `format` is not `automatic`. `with_file`: several inputs, so rows name theirs.
  ResultForm(Options::Format format, const Options& options, double reference_frequency,
             bool with_file);

  /// What stands above everything; may be empty.
  [[nodiscard]] std::string header() const;
  /// A writer for one input.
  [[nodiscard]] std::unique_ptr<BlockWriter> make_writer(Output& output,
                                                         const std::string& name) const;
  /// True where writers write while blocks come, not only at the end.
  [[nodiscard]] bool is_rows() const;
  /// True where an empty line parts one input's text from the next one's.
  [[nodiscard]] bool is_text() const { return format_ == Options::Format::summary; }

 private:
  Options::Format format_;
  GstClockTime interval_;
  double reference_frequency_;
  bool with_file_;
};

}  // namespace audioblocks::tool
