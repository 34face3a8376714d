// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>
#include <vector>

#include "gst/tools/results/heard_note.h"

namespace audioblocks::tool {

/// The bytes of a Standard MIDI File: one track on channel 1, 480 ticks per quarter note at 120
/// quarter notes per minute, `end` nanoseconds long. Empty, with errno, if it cannot be made.
std::string midi_file(const std::vector<HeardNote>& notes, GstClockTime end);

}  // namespace audioblocks::tool
