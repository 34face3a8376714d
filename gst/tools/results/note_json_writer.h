// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>

#include "gst/tools/results/block_writer.h"
#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// One JSON object per note, each on a line, with the names of the CSV columns.
class NoteJsonWriter : public BlockWriter {
 public:
  /// `file`: the value of the first member, "file"; nullptr: there is no such member.
  NoteJsonWriter(Output& output, const std::string* file);

  void block(const Block&) override {}
  void note(const HeardNote& note) override;

 private:
  Output& output_;
  std::optional<std::string> file_;
};

}  // namespace audioblocks::tool
