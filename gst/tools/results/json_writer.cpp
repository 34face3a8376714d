// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/json_writer.h"

#include <string_view>

#include "gst/audioblocks/audioblocks.h"
#include "gst/tools/base/json_line.h"

namespace audioblocks::tool {

namespace {

struct LineBuilder {
  const Block& block;
  JsonLine& line;
};

gboolean add_field(GQuark id, const GValue* value, gpointer user_data) {
  const auto& builder = *static_cast<const LineBuilder*>(user_data);
  const char* name = g_quark_to_string(id);
  const std::string_view field = name;
  // The element counts from its last anchor, the tool from the start of a file.
  if (field == GST_AUDIO_BLOCK_FIELD_BLOCK_INDEX)
    builder.line.add(name, builder.block.index);
  else if (field == GST_AUDIO_BLOCK_FIELD_START_SAMPLE)
    builder.line.add(name, builder.block.start_sample);
  else if (field == GST_AUDIO_BLOCK_FIELD_PEAK && builder.block.peak)
    builder.line.add(name, *builder.block.peak);
  else
    builder.line.add(name, *value);
  return TRUE;
}

}  // namespace

JsonWriter::JsonWriter(Output& output, const std::string* file) : output_(output) {
  if (file != nullptr) file_ = *file;
}

void JsonWriter::block(const Block& block) {
  JsonLine line;
  if (file_) line.add("file", *file_);
  LineBuilder builder{block, line};
  gst_structure_foreach(block.fields, add_field, &builder);
  output_.write(line.text());
}

}  // namespace audioblocks::tool
