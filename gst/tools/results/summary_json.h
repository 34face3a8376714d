// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <json-glib/json-glib.h>

#include <string>

#include "gst/tools/results/block_writer.h"
#include "gst/tools/results/file_statistics.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

class JsonLine;

/// The summary of an input as one JSON object on one line.
class SummaryJson : public BlockWriter {
 public:
  /// `reference_frequency`: of A4, in Hz.
  SummaryJson(Output& output, std::string name, double reference_frequency);

  void block(const Block& block) override;
  void note(const HeardNote& note) override { statistics_.add(note); }
  void set_reference(double frequency) override { reference_frequency_ = frequency; }
  void end(const InputEnd& end) override;

 private:
  void add_pitch(JsonLine& line) const;
  [[nodiscard]] JsonNode* notes() const;

  Output& output_;
  std::string name_;
  double reference_frequency_;
  FileStatistics statistics_;
};

}  // namespace audioblocks::tool
