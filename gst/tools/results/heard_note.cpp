// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/heard_note.h"

#include <algorithm>

#include "gst/audioblocks/audioblocks.h"
#include "src/analysis/note.h"

namespace audioblocks::tool {

bool is_note_event(const GstStructure& structure) {
  return gst_structure_has_name(&structure, GST_AUDIO_NOTE_MESSAGE_NAME) != FALSE;
}

std::optional<HeardNote> read_note(const GstStructure& event) {
  if (gst_audio_note_is_on(&event)) return std::nullopt;
  HeardNote note;
  gst_audio_note_get_running_time(&event, &note.end);
  if (!GST_CLOCK_TIME_IS_VALID(note.end)) gst_audio_note_get_timestamp(&event, &note.end);
  GstClockTime duration = 0;
  gst_audio_note_get_duration(&event, &duration);
  note.start = note.end - std::min(note.end, duration);
  gst_audio_note_get_midi_note(&event, &note.midi_note);
  note.name = note_name(note.midi_note);
  gst_audio_note_get_frequency(&event, &note.frequency);
  gst_audio_note_get_cents(&event, &note.cents);
  gst_audio_note_get_level(&event, &note.level);
  gst_audio_note_get_clarity(&event, &note.clarity);
  return note;
}

}  // namespace audioblocks::tool
