// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "gst/tools/results/heard_note.h"

namespace audioblocks::tool {

/// The text of a label track, as Audacity imports it: a line per note with its start and end in
/// seconds and its name, separated by tabs.
std::string label_track(const std::vector<HeardNote>& notes);

}  // namespace audioblocks::tool
