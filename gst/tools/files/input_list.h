// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gst/tools/command_line/options.h"

namespace audioblocks::tool {

/// The inputs of a run.
struct InputList {
  /// Files and URIs, "-" for standard input, in the file system's encoding.
  std::vector<std::string> names;
  /// True if rows must name their input: whatever the shard holds, several inputs, a folder or a
  /// list were asked for.
  bool is_of_several = false;
};

/// Reads the inputs: those of the command line, each folder replaced by the audio files in it and
/// below it, sorted, then those of --files-from; and of all these the shard. Returns a status if
/// the program is to end, which has then been reported: an unreadable or empty list, or two inputs
/// whose results would have one name, or one that would be overwritten.
std::optional<int> read_inputs(const Options& options, InputList& inputs);

}  // namespace audioblocks::tool
