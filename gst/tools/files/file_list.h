// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks::tool {

/// `names` with each folder replaced by the audio files in it and in the folders below, sorted; of
/// a folder without any its own name stays. What is an audio file there is told by the name's
/// ending.
std::vector<std::string> expand_folders(const std::vector<std::string>& names);

}  // namespace audioblocks::tool
