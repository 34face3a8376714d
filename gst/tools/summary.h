// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "block_writer.h"
#include "file_statistics.h"
#include "output.h"

namespace tool {

/// What a person wants to know of a file: length, format, level, pitch and the notes heard, in at
/// most 80 columns.
class Summary : public BlockWriter {
 public:
  /// `reference_frequency`: Hz of A4.
  Summary(Output& output, double reference_frequency);

  void begin_file(const std::string& name) override;
  void block(const Block& block) override;
  void end_file(const StreamFormat& format) override;

 private:
  [[nodiscard]] std::string pitch_lines() const;
  [[nodiscard]] std::string melody_line() const;
  [[nodiscard]] std::string note_table() const;
  [[nodiscard]] std::string bar(double share) const;

  Output& output_;
  double reference_frequency_;
  bool utf8_;
  bool first_file_ = true;
  std::string name_;
  FileStatistics statistics_;
};

}  // namespace tool
