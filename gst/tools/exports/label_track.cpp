// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/exports/label_track.h"

#include <fmt/core.h>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

std::string label_track(const std::vector<HeardNote>& notes) {
  constexpr int digits = 6;
  std::string text;
  for (const HeardNote& note : notes)
    text += fmt::format("{}\t{}\t{}\n", fixed(note.start_seconds(), digits),
                        fixed(note.end_seconds(), digits), note.name);
  return text;
}

}  // namespace audioblocks::tool
