// SPDX-License-Identifier: LGPL-2.1-or-later
#include "block_fields.h"

#include <array>

namespace audioblocks {

namespace {

/// Quarks of the field names, made once.
struct FieldQuarks {
  GQuark timestamp = g_quark_from_static_string("timestamp");
  GQuark stream_time = g_quark_from_static_string("stream-time");
  GQuark running_time = g_quark_from_static_string("running-time");
  GQuark duration = g_quark_from_static_string("duration");
  GQuark block_index = g_quark_from_static_string("block-index");
  GQuark start_sample = g_quark_from_static_string("start-sample");
  GQuark block_samples = g_quark_from_static_string("block-samples");
  GQuark valid_samples = g_quark_from_static_string("valid-samples");
  GQuark rate = g_quark_from_static_string("rate");
  GQuark channels = g_quark_from_static_string("channels");
  GQuark analyzed = g_quark_from_static_string("analyzed");
  GQuark discont = g_quark_from_static_string("discont");
  GQuark rms = g_quark_from_static_string("rms");
  GQuark peak = g_quark_from_static_string("peak");
  GQuark frequency = g_quark_from_static_string("frequency");
  GQuark clarity = g_quark_from_static_string("clarity");
  GQuark voiced = g_quark_from_static_string("voiced");
  GQuark midi_note = g_quark_from_static_string("midi-note");
  GQuark note = g_quark_from_static_string("note");
  GQuark cents = g_quark_from_static_string("cents");
  GQuark peak_frequency = g_quark_from_static_string("peak-frequency");
  GQuark peak_magnitude = g_quark_from_static_string("peak-magnitude");
  GQuark centroid = g_quark_from_static_string("centroid");
};

const FieldQuarks& quarks() noexcept {
  static const FieldQuarks names;
  return names;
}

/// A string field that is not copied: `text` has static storage.
void set_static_string(GstStructure* structure, GQuark field, const char* text) noexcept {
  GValue value = G_VALUE_INIT;
  g_value_init(&value, G_TYPE_STRING);
  g_value_set_static_string(&value, text);
  gst_structure_id_take_value(structure, field, &value);
}

void remove(GstStructure* structure, GQuark field) noexcept {
  if (gst_structure_id_has_field(structure, field))
    gst_structure_remove_field(structure, g_quark_to_string(field));
}

void set_position(GstStructure* structure, const BlockPosition& position) noexcept {
  const FieldQuarks& q = quarks();
  gst_structure_id_set(
      structure, q.timestamp, G_TYPE_UINT64, position.timestamp, q.stream_time, G_TYPE_UINT64,
      position.stream_time, q.running_time, G_TYPE_UINT64, position.running_time, q.duration,
      G_TYPE_UINT64, position.duration, q.block_index, G_TYPE_UINT64, position.block_index,
      q.start_sample, G_TYPE_UINT64, position.start_sample, q.block_samples, G_TYPE_INT,
      position.block_samples, q.valid_samples, G_TYPE_INT, position.valid_samples, q.rate,
      G_TYPE_INT, position.rate, q.channels, G_TYPE_INT, position.channels, q.analyzed,
      G_TYPE_BOOLEAN, position.analyzed, q.discont, G_TYPE_BOOLEAN, position.discont, nullptr);
}

void set_level(GstStructure* structure, const BlockAnalysis& analysis, bool present) noexcept {
  const FieldQuarks& q = quarks();
  if (!present) {
    remove(structure, q.rms);
    remove(structure, q.peak);
    return;
  }
  gst_structure_id_set(structure, q.rms, G_TYPE_DOUBLE, analysis.rms, q.peak, G_TYPE_DOUBLE,
                       analysis.peak, nullptr);
}

void set_pitch(GstStructure* structure, const BlockAnalysis& analysis, bool present) noexcept {
  const FieldQuarks& q = quarks();
  if (!present) {
    for (GQuark field : {q.frequency, q.clarity, q.voiced, q.midi_note, q.note, q.cents})
      remove(structure, field);
    return;
  }
  gst_structure_id_set(structure, q.frequency, G_TYPE_DOUBLE, analysis.frequency, q.clarity,
                       G_TYPE_DOUBLE, analysis.clarity, q.voiced, G_TYPE_BOOLEAN,
                       static_cast<gboolean>(analysis.voiced), q.midi_note, G_TYPE_INT,
                       analysis.midi_note, q.cents, G_TYPE_DOUBLE, analysis.cents, nullptr);
  set_static_string(structure, q.note, analysis.note);
}

void set_spectrum(GstStructure* structure, const BlockAnalysis& analysis, bool present) noexcept {
  const FieldQuarks& q = quarks();
  if (!present) {
    for (GQuark field : {q.peak_frequency, q.peak_magnitude, q.centroid}) remove(structure, field);
    return;
  }
  gst_structure_id_set(structure, q.peak_frequency, G_TYPE_DOUBLE, analysis.peak_frequency,
                       q.peak_magnitude, G_TYPE_DOUBLE, analysis.peak_magnitude, q.centroid,
                       G_TYPE_DOUBLE, analysis.centroid, nullptr);
}

// GValueArray is deprecated in GLib, and is what `level` and `spectrum` post: the one array that
// every binding reads.
G_GNUC_BEGIN_IGNORE_DEPRECATIONS

template <typename Source>
void set_array(GstStructure* structure, const char* field, GType type, const Source* values,
               guint count) {
  GValueArray* array = g_value_array_new(count);
  for (guint i = 0; i < count; ++i) {
    GValue item = G_VALUE_INIT;
    g_value_init(&item, type);
    if (type == G_TYPE_FLOAT)
      g_value_set_float(&item, static_cast<gfloat>(values[i]));
    else
      g_value_set_double(&item, static_cast<gdouble>(values[i]));
    g_value_array_append(array, &item);
  }
  GValue value = G_VALUE_INIT;
  g_value_init(&value, g_value_array_get_type());
  g_value_take_boxed(&value, array);
  gst_structure_take_value(structure, field, &value);
}

G_GNUC_END_IGNORE_DEPRECATIONS

}  // namespace

void block_fields_set(GstStructure* structure, const BlockResult& result, bool levels) noexcept {
  const bool analyzed = result.position.analyzed != FALSE;
  set_position(structure, result.position);
  if (levels) set_level(structure, result.analysis, analyzed && result.analysis.has_level);
  set_pitch(structure, result.analysis, analyzed && result.analysis.has_pitch);
  set_spectrum(structure, result.analysis, analyzed && result.analysis.has_spectrum);
}

GstStructure* block_structure_new(const BlockResult& result, const double* peaks) {
  const BlockAnalysis& analysis = result.analysis;
  GstStructure* structure = gst_structure_new_empty("audioblocks");
  block_fields_set(structure, result, false);
  if (result.position.analyzed == FALSE) return structure;
  if (analysis.has_level) {
    set_array(structure, "rms", G_TYPE_DOUBLE, analysis.channel_rms.data(), analysis.channels);
    set_array(structure, "peak", G_TYPE_DOUBLE,
              peaks != nullptr ? peaks : analysis.channel_peak.data(), analysis.channels);
  }
  if (analysis.has_spectrum && analysis.bands > 0)
    set_array(structure, "magnitudes", G_TYPE_FLOAT, analysis.magnitudes.data(), analysis.bands);
  if (analysis.has_pitch && analysis.multi_channel) {
    set_array(structure, "frequencies", G_TYPE_DOUBLE, analysis.channel_frequencies.data(),
              analysis.channels);
    set_array(structure, "clarities", G_TYPE_DOUBLE, analysis.channel_clarities.data(),
              analysis.channels);
  }
  return structure;
}

}  // namespace audioblocks
