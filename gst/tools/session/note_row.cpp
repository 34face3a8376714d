// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/note_row.h"

#include <fmt/core.h>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

std::string note_row(const HeardNote& note) {
  return fmt::format("{:>9}{:>11}   {:<4}{:>8}{:>15}{:>11}{:>10}\n", fixed(note.start_seconds(), 3),
                     fixed(note.seconds(), 3), note.name, signed_fixed(note.cents, 1),
                     fixed(note.frequency, 2), fixed(note.level, 1), fixed(note.clarity, 3));
}

std::string note_row_head() {
  return "   time s   length s   note   cents   frequency Hz   level dB   clarity\n";
}

}  // namespace audioblocks::tool
