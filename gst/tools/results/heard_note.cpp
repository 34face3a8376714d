// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/heard_note.h"

#include <algorithm>
#include <utility>

#include "gst/audioblocks/audioblocks.h"
#include "src/analysis/note.h"

namespace audioblocks::tool {

bool NoteReader::is_event(const GstStructure& structure) {
  return gst_structure_has_name(&structure, GST_AUDIO_NOTE_MESSAGE_NAME) != FALSE;
}

std::optional<HeardNote> NoteReader::read(const GstStructure& event) {
  HeardNote note;
  gst_audio_note_get_running_time(&event, &note.end);
  if (!GST_CLOCK_TIME_IS_VALID(note.end)) gst_audio_note_get_timestamp(&event, &note.end);
  gst_audio_note_get_midi_note(&event, &note.midi_note);
  gst_audio_note_get_frequency(&event, &note.frequency);
  gst_audio_note_get_cents(&event, &note.cents);
  gst_audio_note_get_level(&event, &note.level);
  gst_audio_note_get_clarity(&event, &note.clarity);
  note.name = note_name(note.midi_note);
  GstClockTime duration = 0;
  gst_audio_note_get_duration(&event, &duration);
  note.start = note.end - std::min(note.end, duration);
  if (gst_audio_note_is_on(&event)) {
    open_ = note;
    return std::nullopt;
  }
  open_.reset();
  return note;
}

std::optional<HeardNote> NoteReader::finish(GstClockTime end) {
  std::optional<HeardNote> last = std::exchange(open_, std::nullopt);
  if (last) last->end = std::max(last->start, end);
  return last;
}

}  // namespace audioblocks::tool
