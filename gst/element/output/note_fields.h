// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "src/track/note_event.h"

namespace audioblocks {

/// Nanoseconds of the beginning or of the end of a note, as in BlockPosition, and for an end, how
/// long it was.
struct NoteTimes {
  GstClockTime timestamp = GST_CLOCK_TIME_NONE;
  GstClockTime stream_time = GST_CLOCK_TIME_NONE;
  GstClockTime running_time = GST_CLOCK_TIME_NONE;
  GstClockTime duration = GST_CLOCK_TIME_NONE;
};

/// The structure of the message and the signal `audioblocks-note`. Transfer full.
GstStructure* note_structure_new(const NoteEvent& event, const NoteTimes& times);

}  // namespace audioblocks
