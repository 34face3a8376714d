// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/block_fields.h"

#include <gst/audioblocks/audioblocks.h>

#include <array>
#include <cstddef>
#include <span>

namespace audioblocks {

namespace {

/// The quarks of the field names, made once.
struct FieldQuarks {
  GQuark timestamp = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_TIMESTAMP);
  GQuark stream_time = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_STREAM_TIME);
  GQuark running_time = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_RUNNING_TIME);
  GQuark duration = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_DURATION);
  GQuark block_index = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_BLOCK_INDEX);
  GQuark start_sample = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_START_SAMPLE);
  GQuark block_samples = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_BLOCK_SAMPLES);
  GQuark valid_samples = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_VALID_SAMPLES);
  GQuark gap_samples = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_GAP_SAMPLES);
  GQuark rate = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_RATE);
  GQuark channels = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_CHANNELS);
  GQuark analyzed = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_ANALYZED);
  GQuark discont = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_DISCONT);
  GQuark rms = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_RMS);
  GQuark peak = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_PEAK);
  GQuark frequency = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_FREQUENCY);
  GQuark clarity = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_CLARITY);
  GQuark voiced = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_VOICED);
  GQuark midi_note = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_MIDI_NOTE);
  GQuark note = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_NOTE);
  GQuark cents = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_CENTS);
  GQuark peak_frequency = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_PEAK_FREQUENCY);
  GQuark peak_magnitude = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_PEAK_MAGNITUDE);
  GQuark centroid = g_quark_from_static_string(GST_AUDIO_BLOCK_FIELD_CENTROID);
};

const FieldQuarks& quarks() noexcept {
  static const FieldQuarks names;
  return names;
}

/// One scalar field and its value.
struct Field {
  GQuark name = 0;
  GType type = G_TYPE_INVALID;
  union {
    guint64 uint64_value = 0;
    gint int_value;
    gdouble double_value;
    const gchar* string_value;  // static storage, never copied
  };
};

void set_value(GValue* value, const Field& field) noexcept {
  switch (field.type) {
    case G_TYPE_UINT64:
      g_value_set_uint64(value, field.uint64_value);
      break;
    case G_TYPE_INT:
      g_value_set_int(value, field.int_value);
      break;
    case G_TYPE_BOOLEAN:
      g_value_set_boolean(value, field.int_value);
      break;
    case G_TYPE_DOUBLE:
      g_value_set_double(value, field.double_value);
      break;
    default:
      g_value_set_static_string(value, field.string_value);
      break;
  }
}

gboolean overwrite_next(GQuark name, GValue* value, gpointer data) {
  auto& rest = *static_cast<std::span<const Field>*>(data);
  const Field& field = rest.front();
  if (field.name != name || G_VALUE_TYPE(value) != field.type) return FALSE;
  set_value(value, field);
  rest = rest.subspan(1);
  return TRUE;
}

/// The scalar fields of one result, in the order in which every structure has them.
class FieldList {
 public:
  void add_uint64(GQuark name, guint64 value) noexcept {
    next(name, G_TYPE_UINT64).uint64_value = value;
  }
  void add_int(GQuark name, gint value) noexcept { next(name, G_TYPE_INT).int_value = value; }
  void add_boolean(GQuark name, bool value) noexcept {
    next(name, G_TYPE_BOOLEAN).int_value = static_cast<gboolean>(value);
  }
  void add_double(GQuark name, gdouble value) noexcept {
    next(name, G_TYPE_DOUBLE).double_value = value;
  }
  void add_static_string(GQuark name, const gchar* value) noexcept {
    next(name, G_TYPE_STRING).string_value = value;
  }

  void write(GstStructure* structure) const noexcept {
    if (!overwrite(structure)) replace(structure);
  }

 private:
  static constexpr std::size_t max_fields = sizeof(FieldQuarks) / sizeof(GQuark);

  Field& next(GQuark name, GType type) noexcept {
    Field& field = fields_[count_++];
    field.name = name;
    field.type = type;
    return field;
  }

  /// Writes in one pass if the structure has these very fields, as a pooled one has from block to
  /// block: gst_structure_id_set() would look each one up, collect variable arguments and copy.
  /// False if it has others; some fields may then be written.
  bool overwrite(GstStructure* structure) const noexcept {
    if (gst_structure_n_fields(structure) != static_cast<gint>(count_)) return false;
    std::span<const Field> rest(fields_.data(), count_);
    return gst_structure_map_in_place(structure, overwrite_next, &rest) != FALSE;
  }

  /// Allocates nothing in a structure that once had all fields, since it keeps the room of those
  /// that are removed.
  void replace(GstStructure* structure) const noexcept {
    gst_structure_remove_all_fields(structure);
    for (const Field& field : std::span(fields_.data(), count_)) {
      GValue value = G_VALUE_INIT;
      g_value_init(&value, field.type);
      set_value(&value, field);
      gst_structure_id_take_value(structure, field.name, &value);
    }
  }

  std::array<Field, max_fields> fields_;
  std::size_t count_ = 0;
};

void add_position(FieldList& list, const BlockPosition& position) noexcept {
  const FieldQuarks& q = quarks();
  list.add_uint64(q.timestamp, position.timestamp);
  list.add_uint64(q.stream_time, position.stream_time);
  list.add_uint64(q.running_time, position.running_time);
  list.add_uint64(q.duration, position.duration);
  list.add_uint64(q.block_index, position.block_index);
  list.add_uint64(q.start_sample, position.start_sample);
  list.add_int(q.block_samples, position.block_samples);
  list.add_int(q.valid_samples, position.valid_samples);
  list.add_int(q.gap_samples, position.gap_samples);
  list.add_int(q.rate, position.rate);
  list.add_int(q.channels, position.channels);
  list.add_boolean(q.analyzed, position.analyzed != FALSE);
  list.add_boolean(q.discont, position.discont != FALSE);
}

void add_level(FieldList& list, const BlockAnalysis& analysis) noexcept {
  const FieldQuarks& q = quarks();
  list.add_double(q.rms, analysis.rms);
  list.add_double(q.peak, analysis.peak);
}

void add_pitch(FieldList& list, const BlockAnalysis& analysis) noexcept {
  const FieldQuarks& q = quarks();
  list.add_double(q.frequency, analysis.frequency);
  list.add_double(q.clarity, analysis.clarity);
  list.add_boolean(q.voiced, analysis.voiced);
  list.add_int(q.midi_note, analysis.midi_note);
  list.add_static_string(q.note, analysis.note);
  list.add_double(q.cents, analysis.cents);
}

void add_spectrum(FieldList& list, const BlockAnalysis& analysis) noexcept {
  const FieldQuarks& q = quarks();
  list.add_double(q.peak_frequency, analysis.peak_frequency);
  list.add_double(q.peak_magnitude, analysis.peak_magnitude);
  list.add_double(q.centroid, analysis.centroid);
}

// GLib deprecates GValueArray; yet `level` and `spectrum` post it, and it is the one array that
// every binding can read.
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
  FieldList list;
  add_position(list, result.position);
  if (result.position.analyzed != FALSE) {
    const BlockAnalysis& analysis = result.analysis;
    if (levels && analysis.has_level) add_level(list, analysis);
    if (analysis.has_pitch) add_pitch(list, analysis);
    if (analysis.has_spectrum) add_spectrum(list, analysis);
  }
  list.write(structure);
}

GstStructure* block_structure_new(const BlockResult& result, const ChannelPeaks& peaks) {
  const BlockAnalysis& analysis = result.analysis;
  GstStructure* structure = gst_structure_new_empty(GST_AUDIO_BLOCK_MESSAGE_NAME);
  block_fields_set(structure, result, false);
  gst_structure_set(structure, GST_AUDIO_BLOCK_FIELD_LAG, G_TYPE_INT, result.lag, nullptr);
  if (result.position.analyzed == FALSE) return structure;
  if (analysis.has_level) {
    set_array(structure, GST_AUDIO_BLOCK_FIELD_RMS, G_TYPE_DOUBLE, analysis.channel_rms.data(),
              analysis.channels);
    set_array(structure, GST_AUDIO_BLOCK_FIELD_PEAK, G_TYPE_DOUBLE, peaks.highest,
              analysis.channels);
    set_array(structure, GST_AUDIO_BLOCK_FIELD_PEAK_DECAY, G_TYPE_DOUBLE, peaks.falling,
              analysis.channels);
  }
  if (analysis.has_spectrum && analysis.bands > 0)
    set_array(structure, GST_AUDIO_BLOCK_FIELD_MAGNITUDES, G_TYPE_FLOAT, analysis.magnitudes.data(),
              analysis.bands);
  if (analysis.has_pitch && analysis.multi_channel) {
    set_array(structure, GST_AUDIO_BLOCK_FIELD_FREQUENCIES, G_TYPE_DOUBLE,
              analysis.channel_frequencies.data(), analysis.channels);
    set_array(structure, GST_AUDIO_BLOCK_FIELD_CLARITIES, G_TYPE_DOUBLE,
              analysis.channel_clarities.data(), analysis.channels);
  }
  return structure;
}

}  // namespace audioblocks
