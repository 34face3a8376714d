// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "gst/tools/results/block_writer.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// One line per note.
class NoteCsvWriter : public BlockWriter {
 public:
  /// The first line of the output. `with_file`: the first column names the file.
  static std::string header(bool with_file);

  /// `file`: the cell of that column; nullptr: there is no such column.
  NoteCsvWriter(Output& output, const std::string* file);

  void block(const Block&) override {}
  void note(const HeardNote& note) override;

 private:
  Output& output_;
  std::string prefix_;
};

}  // namespace audioblocks::tool
