// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tool {

/// What the command line asks for.
struct Options {
  enum class Format { summary, csv, json };

  Format format = Format::summary;
  /// Nothing: as the element likes.
  std::optional<int> block_samples;
  /// "PROPERTY=VALUE", not yet looked at.
  std::vector<std::string> settings;
  /// File names and URIs, in the file system's encoding.
  std::vector<std::string> files;
};

/// Reads the command line and initialises GStreamer. A status where the program is to end at once:
/// --help and --version (0), or wrong usage, which has then been reported (2).
std::optional<int> parse_options(int argc, char** argv, Options& options);

}  // namespace tool
