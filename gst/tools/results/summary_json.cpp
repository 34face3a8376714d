// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/summary_json.h"

#include <utility>

#include "gst/tools/base/json_line.h"
#include "src/analysis/note.h"

namespace audioblocks::tool {

namespace {

JsonNode* array_node(JsonArray* array) {
  JsonNode* node = json_node_new(JSON_NODE_ARRAY);
  json_node_take_array(node, array);
  return node;
}

JsonNode* melody_of(const FileStatistics& statistics) {
  JsonArray* array = json_array_new();
  for (const std::string& note : statistics.melody())
    json_array_add_string_element(array, note.c_str());
  return array_node(array);
}

}  // namespace

SummaryJson::SummaryJson(Output& output, std::string name, double reference_frequency)
    : output_(output), name_(std::move(name)), reference_frequency_(reference_frequency) {}

void SummaryJson::block(const Block& block) { statistics_.add(block); }

void SummaryJson::end(const InputEnd& end) {
  if (statistics_.blocks() == 0) return;
  JsonLine line;
  const StreamFormat& format = end.format;
  line.add("file", name_);
  line.add("complete", end.is_complete);
  line.add("seconds", statistics_.seconds());
  line.add("samples", statistics_.samples());
  line.add("blocks", statistics_.blocks());
  line.add("block-samples", static_cast<std::uint64_t>(statistics_.block_samples()));
  if (!format.codec.empty()) line.add("codec", format.codec);
  line.add("format", format.sample_format);
  line.add("rate", static_cast<std::uint64_t>(format.rate));
  line.add("channels", static_cast<std::uint64_t>(format.channels));
  if (statistics_.has_level()) {
    line.add("rms", statistics_.rms());
    line.add("peak", statistics_.peak());
  }
  if (statistics_.has_pitch()) add_pitch(line);
  output_.write(line.text());
}

void SummaryJson::add_pitch(JsonLine& line) const {
  line.add("voiced-seconds", statistics_.voiced_seconds());
  const auto pitch = statistics_.main_pitch();
  const double frequency = pitch ? pitch->frequency : 0.0;
  line.add("frequency", frequency);
  const Note note = nearest_note(frequency, reference_frequency_);
  line.add("note", note.name);
  line.add("cents", note.cents);
  line.take("melody", melody_of(statistics_));
  line.take("notes", notes());
}

JsonNode* SummaryJson::notes() const {
  JsonArray* array = json_array_new();
  for (const NoteUse& use : statistics_.notes()) {
    JsonObject* object = json_object_new();
    json_object_set_string_member(object, "note", use.name.c_str());
    json_object_set_double_member(object, "seconds", use.time.seconds());
    json_object_set_double_member(object, "frequency", use.frequency());
    json_object_set_double_member(object, "cents", use.cents());
    json_array_add_object_element(array, object);
  }
  return array_node(array);
}

}  // namespace audioblocks::tool
