// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "gst/tools/results/block_writer.h"
#include "gst/tools/results/file_statistics.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// A summary of an input for people: duration, format, level, pitch and the notes heard, in at most
/// 80 columns. An empty line separates it from what was written before.
class Summary : public BlockWriter {
 public:
  /// `reference_frequency`: of A4, in Hz.
  Summary(Output& output, std::string name, double reference_frequency);

  void block(const Block& block) override;
  void note(const HeardNote& note) override { statistics_.add(note); }
  void set_reference(double frequency) override { reference_frequency_ = frequency; }
  void end(const InputEnd& end) override;

 private:
  [[nodiscard]] std::string pitch_lines() const;
  [[nodiscard]] std::string melody_line() const;
  [[nodiscard]] std::string main_pitch_text() const;
  [[nodiscard]] std::string note_table() const;
  [[nodiscard]] std::string table_row(const std::string& note, double seconds) const;

  Output& output_;
  std::string name_;
  double reference_frequency_;
  bool utf8_;
  FileStatistics statistics_;
};

}  // namespace audioblocks::tool
