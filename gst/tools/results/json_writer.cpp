// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/json_writer.h"

#include <array>
#include <string_view>

#include "gst/audioblocks/audioblocks.h"
#include "gst/tools/base/json_line.h"

namespace audioblocks::tool {

namespace {

/// The members of an object, in their order. `lag` and the arrays that hold what only a message has
/// are left out, but for the peak that falls.
constexpr std::array<const char*, 25> members = {
    GST_AUDIO_BLOCK_FIELD_TIMESTAMP,      GST_AUDIO_BLOCK_FIELD_STREAM_TIME,
    GST_AUDIO_BLOCK_FIELD_RUNNING_TIME,   GST_AUDIO_BLOCK_FIELD_DURATION,
    GST_AUDIO_BLOCK_FIELD_BLOCK_INDEX,    GST_AUDIO_BLOCK_FIELD_START_SAMPLE,
    GST_AUDIO_BLOCK_FIELD_BLOCK_SAMPLES,  GST_AUDIO_BLOCK_FIELD_VALID_SAMPLES,
    GST_AUDIO_BLOCK_FIELD_GAP_SAMPLES,    GST_AUDIO_BLOCK_FIELD_RATE,
    GST_AUDIO_BLOCK_FIELD_CHANNELS,       GST_AUDIO_BLOCK_FIELD_ANALYZED,
    GST_AUDIO_BLOCK_FIELD_DISCONT,        GST_AUDIO_BLOCK_FIELD_RMS,
    GST_AUDIO_BLOCK_FIELD_PEAK,           GST_AUDIO_BLOCK_FIELD_PEAK_DECAY,
    GST_AUDIO_BLOCK_FIELD_FREQUENCY,      GST_AUDIO_BLOCK_FIELD_CLARITY,
    GST_AUDIO_BLOCK_FIELD_VOICED,         GST_AUDIO_BLOCK_FIELD_MIDI_NOTE,
    GST_AUDIO_BLOCK_FIELD_NOTE,           GST_AUDIO_BLOCK_FIELD_CENTS,
    GST_AUDIO_BLOCK_FIELD_PEAK_FREQUENCY, GST_AUDIO_BLOCK_FIELD_PEAK_MAGNITUDE,
    GST_AUDIO_BLOCK_FIELD_CENTROID,
};

void add_member(const char* name, const Block& block, JsonLine& line) {
  const std::string_view field = name;
  // The element counts from its last anchor, the tool from the start of a file.
  if (field == GST_AUDIO_BLOCK_FIELD_BLOCK_INDEX)
    line.add(name, block.index);
  else if (field == GST_AUDIO_BLOCK_FIELD_START_SAMPLE)
    line.add(name, block.start_sample);
  else if (field == GST_AUDIO_BLOCK_FIELD_RMS && block.rms)
    line.add(name, *block.rms);
  else if (field == GST_AUDIO_BLOCK_FIELD_PEAK && block.peak)
    line.add(name, *block.peak);
  else if (field == GST_AUDIO_BLOCK_FIELD_PEAK_DECAY && block.peak_decay)
    line.add(name, *block.peak_decay);
  else if (const GValue* value = gst_structure_get_value(block.fields, name))
    line.add(name, *value);
}

}  // namespace

JsonWriter::JsonWriter(Output& output, const std::string* file) : output_(output) {
  if (file != nullptr) file_ = *file;
}

void JsonWriter::block(const Block& block) {
  JsonLine line;
  if (file_) line.add("file", *file_);
  for (const char* member : members) add_member(member, block, line);
  output_.write(line.text());
}

}  // namespace audioblocks::tool
