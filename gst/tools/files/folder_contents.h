// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks::tool {

/// The audio files in a folder and in the folders below, sorted. Audio files are recognised by
/// their names' extensions.
struct FolderContents {
  bool is_folder = false;
  /// Empty if it is not a folder, or has no audio files.
  std::vector<std::string> files;
};

FolderContents audio_files_in(const std::string& name);

}  // namespace audioblocks::tool
