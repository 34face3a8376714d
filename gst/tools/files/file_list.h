// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks::tool {

/// `names` with each folder replaced by the audio files in it and in the folders below, sorted. A
/// folder without audio files stays as it is. Audio files are recognised by their names'
/// extensions.
std::vector<std::string> expand_folders(const std::vector<std::string>& names);

}  // namespace audioblocks::tool
