// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "block_writer.h"
#include "output.h"

namespace tool {

/// One header line, then one line a block. Cells of an analysis that did not run are empty.
class CsvWriter : public BlockWriter {
 public:
  /// `with_file`: a first column names the file.
  CsvWriter(Output& output, bool with_file);

  void begin_file(const std::string& name) override;
  void block(const Block& block) override;
  void end_file(const StreamFormat& format) override;

 private:
  Output& output_;
  bool with_file_;
  std::string prefix_;
};

}  // namespace tool
