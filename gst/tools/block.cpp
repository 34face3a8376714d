// SPDX-License-Identifier: LGPL-2.1-or-later
#include "block.h"

namespace tool {

namespace {

std::optional<double> optional_double(const GstStructure& fields, const char* name) {
  double value = 0.0;
  if (!gst_structure_get_double(&fields, name, &value)) return std::nullopt;
  return value;
}

std::optional<Pitch> read_pitch(const GstStructure& fields) {
  Pitch pitch;
  gboolean voiced = FALSE;
  if (!gst_structure_get_double(&fields, "frequency", &pitch.frequency) ||
      !gst_structure_get_double(&fields, "clarity", &pitch.clarity) ||
      !gst_structure_get_boolean(&fields, "voiced", &voiced))
    return std::nullopt;
  pitch.voiced = voiced != FALSE;
  gst_structure_get_int(&fields, "midi-note", &pitch.midi_note);
  gst_structure_get_double(&fields, "cents", &pitch.cents);
  if (const char* note = gst_structure_get_string(&fields, "note")) pitch.note = note;
  return pitch;
}

}  // namespace

Block read_block(const GstStructure& fields, std::uint64_t index, std::uint64_t start_sample) {
  Block block;
  block.index = index;
  block.start_sample = start_sample;
  block.fields = &fields;
  gst_structure_get_clock_time(&fields, "timestamp", &block.timestamp);
  gst_structure_get_int(&fields, "rate", &block.rate);
  gst_structure_get_int(&fields, "valid-samples", &block.valid_samples);
  block.rms = optional_double(fields, "rms");
  block.peak = optional_double(fields, "peak");
  block.pitch = read_pitch(fields);
  return block;
}

Block read_block(const GstStructure& fields) {
  guint64 index = 0;
  guint64 start_sample = 0;
  gst_structure_get_uint64(&fields, "block-index", &index);
  gst_structure_get_uint64(&fields, "start-sample", &start_sample);
  return read_block(fields, index, start_sample);
}

}  // namespace tool
