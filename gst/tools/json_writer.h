// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <json-glib/json-glib.h>

#include <memory>
#include <string>

#include "block_writer.h"
#include "output.h"

namespace tool {

/// One JSON object a line and a block, under the element's own field names. Times that are unknown
/// are null.
class JsonWriter : public BlockWriter {
 public:
  /// `with_file`: a first member "file" names the file.
  JsonWriter(Output& output, bool with_file);
  ~JsonWriter() override;
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_file(const std::string& name) override;
  void block(const Block& block) override;
  void end_file(const StreamFormat& format) override;

 private:
  Output& output_;
  bool with_file_;
  std::string name_;
  JsonGenerator* generator_;
};

}  // namespace tool
