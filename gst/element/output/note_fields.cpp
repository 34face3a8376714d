// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/note_fields.h"

#include <gst/audioblocks/audioblocks.h>

#include "src/analysis/note.h"

namespace audioblocks {

GstStructure* note_structure_new(const NoteEvent& event, const NoteTimes& times) {
  GstStructure* structure = gst_structure_new(
      GST_AUDIO_NOTE_MESSAGE_NAME,                                         //
      GST_AUDIO_NOTE_FIELD_EVENT, G_TYPE_STRING,                           //
      event.is_on ? GST_AUDIO_NOTE_EVENT_ON : GST_AUDIO_NOTE_EVENT_OFF,    //
      GST_AUDIO_NOTE_FIELD_TIMESTAMP, G_TYPE_UINT64, times.timestamp,      //
      GST_AUDIO_NOTE_FIELD_STREAM_TIME, G_TYPE_UINT64, times.stream_time,  //
      GST_AUDIO_NOTE_FIELD_RUNNING_TIME, G_TYPE_UINT64, times.running_time, nullptr);
  if (!event.is_on)
    gst_structure_set(structure, GST_AUDIO_NOTE_FIELD_DURATION, G_TYPE_UINT64, times.duration,
                      nullptr);
  gst_structure_set(structure,                                                             //
                    GST_AUDIO_NOTE_FIELD_MIDI_NOTE, G_TYPE_INT, event.midi_note,           //
                    GST_AUDIO_NOTE_FIELD_NOTE, G_TYPE_STRING, note_name(event.midi_note),  //
                    GST_AUDIO_NOTE_FIELD_CENTS, G_TYPE_DOUBLE, event.cents,                //
                    GST_AUDIO_NOTE_FIELD_FREQUENCY, G_TYPE_DOUBLE, event.frequency,        //
                    GST_AUDIO_NOTE_FIELD_LEVEL, G_TYPE_DOUBLE, event.level,                //
                    GST_AUDIO_NOTE_FIELD_CLARITY, G_TYPE_DOUBLE, event.clarity, nullptr);
  return structure;
}

}  // namespace audioblocks
