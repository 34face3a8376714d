// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "gst/tools/results/heard_note.h"

namespace audioblocks::tool {

/// A note as a line for people: time, duration, note, cents, frequency, level, clarity.
std::string note_row(const HeardNote& note);

/// The names of its columns.
std::string note_row_head();

}  // namespace audioblocks::tool
