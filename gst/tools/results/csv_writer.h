// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "gst/tools/results/block_writer.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// One line a block. Cells of an analysis that did not run are empty.
class CsvWriter : public BlockWriter {
 public:
  /// The line above all inputs' lines. `with_file`: a first column names the file.
  static std::string header(bool with_file);

  /// `file`: the first column's cell; nullptr: there is no such column.
  CsvWriter(Output& output, const std::string* file);

  void block(const Block& block) override;

 private:
  Output& output_;
  std::string prefix_;
};

}  // namespace audioblocks::tool
