// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "gst/tools/command_line/csv_column.h"
#include "gst/tools/results/block_writer.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// One line per block, of the columns that are wanted. The cells of an analysis that did not run
/// are empty.
class CsvWriter : public BlockWriter {
 public:
  /// The first line of the output. `with_file`: the first column names the file.
  static std::string header(const std::vector<CsvColumn>& columns, bool with_file);

  /// `file`: the cell of that column; nullptr: there is no such column.
  CsvWriter(Output& output, std::vector<CsvColumn> columns, const std::string* file);

  void block(const Block& block) override;

 private:
  Output& output_;
  std::vector<CsvColumn> columns_;
  std::string prefix_;
};

}  // namespace audioblocks::tool
