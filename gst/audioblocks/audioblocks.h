/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The interface to the results of the GStreamer element `audioblocks`: the names of the caps field,
 * the meta, the message and their fields, and typed accessors, for C99 and C++17. Programs link
 * with nothing but GStreamer:
 *
 *   cc  app.c   $(pkg-config --cflags --libs gstreamer-audioblocks-1.0)
 *   c++ app.cpp $(pkg-config --cflags --libs gstreamer-audioblocks-1.0)
 *
 * The result of a block is a GstStructure, with the same fields in the meta, in the message, in the
 * signal `block-analyzed` and in the return value of `get-block-info`:
 *
 *   const GstStructure *block = gst_audio_block_from_message (message);
 *   gdouble frequency;
 *   if (block != NULL && gst_audio_block_get_frequency (block, &frequency)) ...
 *
 * and in C++:
 *
 *   if (const auto block = audioblocks::BlockView::of(buffer))
 *     if (const auto frequency = block->frequency()) ...
 *
 * The beginning or the end of a note is a GstStructure in the message and in the signal
 * `audioblocks-note`: gst_audio_note_from_message(), gst_audio_note_get_…(), audioblocks::NoteView.
 */

#ifndef GST_AUDIOBLOCKS_AUDIOBLOCKS_H
#define GST_AUDIOBLOCKS_AUDIOBLOCKS_H

#include <gst/gst.h>

/* This header is C as well, and its macro defines functions:
 * NOLINTBEGIN(bugprone-macro-parentheses, modernize-use-nullptr, readability-use-std-min-max) */
G_BEGIN_DECLS

/* The caps field on the element's source pad that carries the block size: gint, in samples. */
#define GST_AUDIO_BLOCKS_CAPS_FIELD "block-samples"

/* The GstCustomMeta on each block, and the name of the element message's structure. */
#define GST_AUDIO_BLOCK_META_NAME "GstAudioBlockMeta"
#define GST_AUDIO_BLOCK_MESSAGE_NAME "audioblocks"

/* The position of the block. These fields are always present. */
#define GST_AUDIO_BLOCK_FIELD_TIMESTAMP "timestamp"         /* guint64, ns */
#define GST_AUDIO_BLOCK_FIELD_STREAM_TIME "stream-time"     /* guint64, ns */
#define GST_AUDIO_BLOCK_FIELD_RUNNING_TIME "running-time"   /* guint64, ns */
#define GST_AUDIO_BLOCK_FIELD_DURATION "duration"           /* guint64, ns */
#define GST_AUDIO_BLOCK_FIELD_BLOCK_INDEX "block-index"     /* guint64, since the anchor */
#define GST_AUDIO_BLOCK_FIELD_START_SAMPLE "start-sample"   /* guint64, since the anchor */
#define GST_AUDIO_BLOCK_FIELD_BLOCK_SAMPLES "block-samples" /* gint */
#define GST_AUDIO_BLOCK_FIELD_VALID_SAMPLES "valid-samples" /* gint */
#define GST_AUDIO_BLOCK_FIELD_GAP_SAMPLES "gap-samples"     /* gint */
#define GST_AUDIO_BLOCK_FIELD_RATE "rate"                   /* gint, Hz */
#define GST_AUDIO_BLOCK_FIELD_CHANNELS "channels"           /* gint */
#define GST_AUDIO_BLOCK_FIELD_ANALYZED "analyzed"           /* gboolean: an analysis ran */
#define GST_AUDIO_BLOCK_FIELD_DISCONT "discont"             /* gboolean: lost samples before */

/* The analyses. The fields of an analysis that did not run are absent. */
#define GST_AUDIO_BLOCK_FIELD_RMS "rms"                       /* dBFS; see the accessors */
#define GST_AUDIO_BLOCK_FIELD_PEAK "peak"                     /* dBFS; see the accessors */
#define GST_AUDIO_BLOCK_FIELD_FREQUENCY "frequency"           /* gdouble, Hz, 0: unvoiced */
#define GST_AUDIO_BLOCK_FIELD_CLARITY "clarity"               /* gdouble, 0..1 */
#define GST_AUDIO_BLOCK_FIELD_VOICED "voiced"                 /* gboolean */
#define GST_AUDIO_BLOCK_FIELD_MIDI_NOTE "midi-note"           /* gint, -1: none */
#define GST_AUDIO_BLOCK_FIELD_NOTE "note"                     /* string, "": none */
#define GST_AUDIO_BLOCK_FIELD_CENTS "cents"                   /* gdouble, -50 up to 50 */
#define GST_AUDIO_BLOCK_FIELD_PEAK_FREQUENCY "peak-frequency" /* gdouble, Hz */
#define GST_AUDIO_BLOCK_FIELD_PEAK_MAGNITUDE "peak-magnitude" /* gdouble, dBFS */
#define GST_AUDIO_BLOCK_FIELD_CENTROID "centroid"             /* gdouble, Hz */

/* Only in messages and in `block-analyzed`. */
#define GST_AUDIO_BLOCK_FIELD_PEAK_DECAY "peak-decay" /* dBFS; see the accessors */
#define GST_AUDIO_BLOCK_FIELD_LAG "lag" /* gint, later blocks that decided about the pitch */

/* GValueArray, only in messages and in `block-analyzed`, and only if `bands` or `multi-channel`
 * is set. */
#define GST_AUDIO_BLOCK_FIELD_MAGNITUDES "magnitudes"   /* gfloat, dBFS, one per band */
#define GST_AUDIO_BLOCK_FIELD_FREQUENCIES "frequencies" /* gdouble, Hz, one per channel */
#define GST_AUDIO_BLOCK_FIELD_CLARITIES "clarities"     /* gdouble, one per channel */

/* The name of the element message and of the signal for the beginning and the end of a note, which
 * come with `notes`, and their fields. */
#define GST_AUDIO_NOTE_MESSAGE_NAME "audioblocks-note"
#define GST_AUDIO_NOTE_FIELD_EVENT "event" /* string, one of these two: */
#define GST_AUDIO_NOTE_EVENT_ON "on"
#define GST_AUDIO_NOTE_EVENT_OFF "off"
#define GST_AUDIO_NOTE_FIELD_TIMESTAMP "timestamp"       /* guint64, ns, of the event */
#define GST_AUDIO_NOTE_FIELD_STREAM_TIME "stream-time"   /* guint64, ns */
#define GST_AUDIO_NOTE_FIELD_RUNNING_TIME "running-time" /* guint64, ns */
#define GST_AUDIO_NOTE_FIELD_DURATION "duration"         /* guint64, ns; at the end only */
#define GST_AUDIO_NOTE_FIELD_MIDI_NOTE "midi-note"       /* gint */
#define GST_AUDIO_NOTE_FIELD_NOTE "note"                 /* string */
#define GST_AUDIO_NOTE_FIELD_CENTS "cents"               /* gdouble, -50 up to 50 */
#define GST_AUDIO_NOTE_FIELD_FREQUENCY "frequency"       /* gdouble, Hz */
#define GST_AUDIO_NOTE_FIELD_LEVEL "level"               /* gdouble, dBFS */
#define GST_AUDIO_NOTE_FIELD_CLARITY "clarity"           /* gdouble, 0..1 */

/* Returns the result on a buffer that the element pushed, NULL if there is none. The buffer owns
 * it. */
static inline const GstStructure* gst_audio_block_from_buffer(GstBuffer* buffer) {
  GstCustomMeta* meta = NULL;
  /* The meta is registered when the plugin is loaded; asking for an unknown one is an error. */
  if (gst_meta_get_info(GST_AUDIO_BLOCK_META_NAME) != NULL)
    meta = gst_buffer_get_custom_meta(buffer, GST_AUDIO_BLOCK_META_NAME);
  return meta != NULL ? gst_custom_meta_get_structure(meta) : NULL;
}

/* Returns the result in a message, NULL for any other message. The message owns it. */
static inline const GstStructure* gst_audio_block_from_message(GstMessage* message) {
  const GstStructure* structure = NULL;
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT)
    structure = gst_message_get_structure(message);
  if (structure == NULL || !gst_structure_has_name(structure, GST_AUDIO_BLOCK_MESSAGE_NAME))
    return NULL;
  return structure;
}

/* gboolean gst_audio_block_get_<field> (const GstStructure *block, <type> *value): returns FALSE
 * and leaves `value` untouched if the field is absent. */
#define GST_AUDIO_BLOCK_ACCESSOR_(name, field, type, kind)                                    \
  static inline gboolean gst_audio_block_get_##name(const GstStructure* block, type* value) { \
    return gst_structure_get_##kind(block, field, value);                                     \
  }

GST_AUDIO_BLOCK_ACCESSOR_(timestamp, GST_AUDIO_BLOCK_FIELD_TIMESTAMP, guint64, uint64)
GST_AUDIO_BLOCK_ACCESSOR_(stream_time, GST_AUDIO_BLOCK_FIELD_STREAM_TIME, guint64, uint64)
GST_AUDIO_BLOCK_ACCESSOR_(running_time, GST_AUDIO_BLOCK_FIELD_RUNNING_TIME, guint64, uint64)
GST_AUDIO_BLOCK_ACCESSOR_(duration, GST_AUDIO_BLOCK_FIELD_DURATION, guint64, uint64)
GST_AUDIO_BLOCK_ACCESSOR_(block_index, GST_AUDIO_BLOCK_FIELD_BLOCK_INDEX, guint64, uint64)
GST_AUDIO_BLOCK_ACCESSOR_(start_sample, GST_AUDIO_BLOCK_FIELD_START_SAMPLE, guint64, uint64)
GST_AUDIO_BLOCK_ACCESSOR_(block_samples, GST_AUDIO_BLOCK_FIELD_BLOCK_SAMPLES, gint, int)
GST_AUDIO_BLOCK_ACCESSOR_(valid_samples, GST_AUDIO_BLOCK_FIELD_VALID_SAMPLES, gint, int)
GST_AUDIO_BLOCK_ACCESSOR_(gap_samples, GST_AUDIO_BLOCK_FIELD_GAP_SAMPLES, gint, int)
GST_AUDIO_BLOCK_ACCESSOR_(rate, GST_AUDIO_BLOCK_FIELD_RATE, gint, int)
GST_AUDIO_BLOCK_ACCESSOR_(channels, GST_AUDIO_BLOCK_FIELD_CHANNELS, gint, int)
GST_AUDIO_BLOCK_ACCESSOR_(analyzed, GST_AUDIO_BLOCK_FIELD_ANALYZED, gboolean, boolean)
GST_AUDIO_BLOCK_ACCESSOR_(discont, GST_AUDIO_BLOCK_FIELD_DISCONT, gboolean, boolean)
GST_AUDIO_BLOCK_ACCESSOR_(frequency, GST_AUDIO_BLOCK_FIELD_FREQUENCY, gdouble, double)
GST_AUDIO_BLOCK_ACCESSOR_(clarity, GST_AUDIO_BLOCK_FIELD_CLARITY, gdouble, double)
GST_AUDIO_BLOCK_ACCESSOR_(voiced, GST_AUDIO_BLOCK_FIELD_VOICED, gboolean, boolean)
GST_AUDIO_BLOCK_ACCESSOR_(midi_note, GST_AUDIO_BLOCK_FIELD_MIDI_NOTE, gint, int)
GST_AUDIO_BLOCK_ACCESSOR_(cents, GST_AUDIO_BLOCK_FIELD_CENTS, gdouble, double)
GST_AUDIO_BLOCK_ACCESSOR_(peak_frequency, GST_AUDIO_BLOCK_FIELD_PEAK_FREQUENCY, gdouble, double)
GST_AUDIO_BLOCK_ACCESSOR_(peak_magnitude, GST_AUDIO_BLOCK_FIELD_PEAK_MAGNITUDE, gdouble, double)
GST_AUDIO_BLOCK_ACCESSOR_(centroid, GST_AUDIO_BLOCK_FIELD_CENTROID, gdouble, double)
GST_AUDIO_BLOCK_ACCESSOR_(lag, GST_AUDIO_BLOCK_FIELD_LAG, gint, int)

#undef GST_AUDIO_BLOCK_ACCESSOR_

/* Returns the name of the note, such as "A4"; "" if there is none, NULL if absent. The structure
 * owns it. */
static inline const gchar* gst_audio_block_get_note(const GstStructure* block) {
  return gst_structure_get_string(block, GST_AUDIO_BLOCK_FIELD_NOTE);
}

/* Returns the number of items in an array field: 0 if it is absent or a single number. (GLib
 * deprecates the type macro of GValueArray, the one array that every binding reads; hence the
 * comparison by name.) */
static inline guint gst_audio_block_count(const GstStructure* block, const gchar* field) {
  const GValue* value = gst_structure_get_value(block, field);
  const GValueArray* array = NULL;
  if (value != NULL && g_strcmp0(G_VALUE_TYPE_NAME(value), "GValueArray") == 0)
    array = (const GValueArray*)g_value_get_boxed(value);
  return array != NULL ? array->n_values : 0;
}

/* Gets one item of an array field, the value of a channel or a band. Returns FALSE and leaves
 * `item` untouched if there is no such item. */
static inline gboolean gst_audio_block_get_item(const GstStructure* block, const gchar* field,
                                                guint index, gdouble* item) {
  const GValue* value = NULL;
  if (index >= gst_audio_block_count(block, field)) return FALSE;
  value = &((const GValueArray*)g_value_get_boxed(gst_structure_get_value(block, field)))
               ->values[index];
  *item =
      G_VALUE_HOLDS_FLOAT(value) ? (gdouble)g_value_get_float(value) : g_value_get_double(value);
  return TRUE;
}

/* Gets the number for all channels in a meta, or the highest of the numbers per channel in a
 * message. */
static inline gboolean gst_audio_block_get_highest(const GstStructure* block, const gchar* field,
                                                   gdouble* value) {
  const guint count = gst_audio_block_count(block, field);
  gdouble item = 0.0;
  guint i = 0;
  if (count == 0) return gst_structure_get_double(block, field, value);
  gst_audio_block_get_item(block, field, 0, value);
  for (i = 1; i < count; ++i) {
    gst_audio_block_get_item(block, field, i, &item);
    if (item > *value) *value = item;
  }
  return TRUE;
}

/* Get the value of the loudest channel, in dBFS. For each channel of a message, use
 * gst_audio_block_get_item(). */
static inline gboolean gst_audio_block_get_rms(const GstStructure* block, gdouble* value) {
  return gst_audio_block_get_highest(block, GST_AUDIO_BLOCK_FIELD_RMS, value);
}
static inline gboolean gst_audio_block_get_peak(const GstStructure* block, gdouble* value) {
  return gst_audio_block_get_highest(block, GST_AUDIO_BLOCK_FIELD_PEAK, value);
}
/* In messages and in `block-analyzed` only. */
static inline gboolean gst_audio_block_get_peak_decay(const GstStructure* block, gdouble* value) {
  return gst_audio_block_get_highest(block, GST_AUDIO_BLOCK_FIELD_PEAK_DECAY, value);
}

/* Returns the beginning or the end of a note in a message, NULL for any other message. The message
 * owns it. */
static inline const GstStructure* gst_audio_note_from_message(GstMessage* message) {
  const GstStructure* structure = NULL;
  if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT)
    structure = gst_message_get_structure(message);
  if (structure == NULL || !gst_structure_has_name(structure, GST_AUDIO_NOTE_MESSAGE_NAME))
    return NULL;
  return structure;
}

/* Returns TRUE for the beginning of a note, FALSE for its end. */
static inline gboolean gst_audio_note_is_on(const GstStructure* note) {
  return g_strcmp0(gst_structure_get_string(note, GST_AUDIO_NOTE_FIELD_EVENT),
                   GST_AUDIO_NOTE_EVENT_ON) == 0;
}

/* gboolean gst_audio_note_get_<field> (const GstStructure *note, <type> *value): returns FALSE and
 * leaves `value` untouched if the field is absent, as `duration` is at the beginning. */
#define GST_AUDIO_NOTE_ACCESSOR_(name, field, type, kind)                                   \
  static inline gboolean gst_audio_note_get_##name(const GstStructure* note, type* value) { \
    return gst_structure_get_##kind(note, field, value);                                    \
  }

GST_AUDIO_NOTE_ACCESSOR_(timestamp, GST_AUDIO_NOTE_FIELD_TIMESTAMP, guint64, uint64)
GST_AUDIO_NOTE_ACCESSOR_(stream_time, GST_AUDIO_NOTE_FIELD_STREAM_TIME, guint64, uint64)
GST_AUDIO_NOTE_ACCESSOR_(running_time, GST_AUDIO_NOTE_FIELD_RUNNING_TIME, guint64, uint64)
GST_AUDIO_NOTE_ACCESSOR_(duration, GST_AUDIO_NOTE_FIELD_DURATION, guint64, uint64)
GST_AUDIO_NOTE_ACCESSOR_(midi_note, GST_AUDIO_NOTE_FIELD_MIDI_NOTE, gint, int)
GST_AUDIO_NOTE_ACCESSOR_(cents, GST_AUDIO_NOTE_FIELD_CENTS, gdouble, double)
GST_AUDIO_NOTE_ACCESSOR_(frequency, GST_AUDIO_NOTE_FIELD_FREQUENCY, gdouble, double)
GST_AUDIO_NOTE_ACCESSOR_(level, GST_AUDIO_NOTE_FIELD_LEVEL, gdouble, double)
GST_AUDIO_NOTE_ACCESSOR_(clarity, GST_AUDIO_NOTE_FIELD_CLARITY, gdouble, double)

#undef GST_AUDIO_NOTE_ACCESSOR_

/* Returns the name of the note, such as "A4". The structure owns it. */
static inline const gchar* gst_audio_note_get_name(const GstStructure* note) {
  return gst_structure_get_string(note, GST_AUDIO_NOTE_FIELD_NOTE);
}

G_END_DECLS
/* NOLINTEND(bugprone-macro-parentheses, modernize-use-nullptr, readability-use-std-min-max) */

#if defined(__cplusplus) && __cplusplus >= 201703L

#include <optional>
#include <string_view>
#include <vector>

namespace audioblocks {

/* The result of a block, read in place: valid as long as its buffer, message or structure. */
class BlockView {
 public:
  explicit BlockView(const GstStructure& block) : block_(&block) {}

  static std::optional<BlockView> of(GstBuffer* buffer) {
    return of(gst_audio_block_from_buffer(buffer));
  }
  static std::optional<BlockView> of(GstMessage* message) {
    return of(gst_audio_block_from_message(message));
  }

  GstClockTime timestamp() const { return there(gst_audio_block_get_timestamp); }
  GstClockTime stream_time() const { return there(gst_audio_block_get_stream_time); }
  GstClockTime running_time() const { return there(gst_audio_block_get_running_time); }
  GstClockTime duration() const { return there(gst_audio_block_get_duration); }
  guint64 block_index() const { return there(gst_audio_block_get_block_index); }
  guint64 start_sample() const { return there(gst_audio_block_get_start_sample); }
  int block_samples() const { return there(gst_audio_block_get_block_samples); }
  int valid_samples() const { return there(gst_audio_block_get_valid_samples); }
  int gap_samples() const { return there(gst_audio_block_get_gap_samples); }
  int rate() const { return there(gst_audio_block_get_rate); }
  int channels() const { return there(gst_audio_block_get_channels); }
  bool analyzed() const { return there(gst_audio_block_get_analyzed) != FALSE; }
  bool discont() const { return there(gst_audio_block_get_discont) != FALSE; }

  /* These have no value if the analysis did not run. */
  std::optional<double> rms() const { return perhaps(gst_audio_block_get_rms); }
  std::optional<double> peak() const { return perhaps(gst_audio_block_get_peak); }
  std::optional<double> frequency() const { return perhaps(gst_audio_block_get_frequency); }
  std::optional<double> clarity() const { return perhaps(gst_audio_block_get_clarity); }
  std::optional<int> midi_note() const { return perhaps(gst_audio_block_get_midi_note); }
  std::optional<double> cents() const { return perhaps(gst_audio_block_get_cents); }
  std::optional<double> peak_frequency() const {
    return perhaps(gst_audio_block_get_peak_frequency);
  }
  std::optional<double> peak_magnitude() const {
    return perhaps(gst_audio_block_get_peak_magnitude);
  }
  std::optional<double> centroid() const { return perhaps(gst_audio_block_get_centroid); }
  /* These have no value in a meta. */
  std::optional<double> peak_decay() const { return perhaps(gst_audio_block_get_peak_decay); }
  std::optional<int> lag() const { return perhaps(gst_audio_block_get_lag); }
  /* These return false and "" if the analysis did not run, too. */
  bool voiced() const { return there(gst_audio_block_get_voiced) != FALSE; }
  std::string_view note() const {
    const gchar* name = gst_audio_block_get_note(block_);
    return name != nullptr ? name : "";
  }

  /* Returns the items of an array field of a message; empty if the field is absent. */
  std::vector<double> items(const gchar* field) const {
    std::vector<double> values(gst_audio_block_count(block_, field));
    for (guint i = 0; i < values.size(); ++i)
      gst_audio_block_get_item(block_, field, i, &values[i]);
    return values;
  }

  const GstStructure* structure() const { return block_; }

 private:
  static std::optional<BlockView> of(const GstStructure* block) {
    if (block == nullptr) return std::nullopt;
    return BlockView(*block);
  }

  template <typename Value>
  Value there(gboolean (*get)(const GstStructure*, Value*)) const {
    Value value{};
    get(block_, &value);
    return value;
  }
  template <typename Value>
  std::optional<Value> perhaps(gboolean (*get)(const GstStructure*, Value*)) const {
    Value value{};
    if (get(block_, &value) == FALSE) return std::nullopt;
    return value;
  }

  const GstStructure* block_;
};

/* The beginning or the end of a note, read in place: valid as long as its message or structure. */
class NoteView {
 public:
  explicit NoteView(const GstStructure& note) : note_(&note) {}

  static std::optional<NoteView> of(GstMessage* message) {
    const GstStructure* note = gst_audio_note_from_message(message);
    if (note == nullptr) return std::nullopt;
    return NoteView(*note);
  }

  bool is_on() const { return gst_audio_note_is_on(note_) != FALSE; }
  GstClockTime timestamp() const { return there(gst_audio_note_get_timestamp); }
  GstClockTime stream_time() const { return there(gst_audio_note_get_stream_time); }
  GstClockTime running_time() const { return there(gst_audio_note_get_running_time); }
  /* GST_CLOCK_TIME_NONE for the beginning. */
  GstClockTime duration() const {
    guint64 nanoseconds = GST_CLOCK_TIME_NONE;
    gst_audio_note_get_duration(note_, &nanoseconds);
    return nanoseconds;
  }
  int midi_note() const { return there(gst_audio_note_get_midi_note); }
  std::string_view name() const {
    const gchar* name = gst_audio_note_get_name(note_);
    return name != nullptr ? name : "";
  }
  double cents() const { return there(gst_audio_note_get_cents); }
  double frequency() const { return there(gst_audio_note_get_frequency); }
  double level() const { return there(gst_audio_note_get_level); }
  double clarity() const { return there(gst_audio_note_get_clarity); }

  const GstStructure* structure() const { return note_; }

 private:
  template <typename Value>
  Value there(gboolean (*get)(const GstStructure*, Value*)) const {
    Value value{};
    get(note_, &value);
    return value;
  }

  const GstStructure* note_;
};

}  // namespace audioblocks

#endif /* C++17 */

#endif /* GST_AUDIOBLOCKS_AUDIOBLOCKS_H */
