// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>

namespace audioblocks::tool {

/// What GStreamer said was missing before the error came.
struct MissingPlugin {
  /// "Free Lossless Audio Codec (FLAC) decoder"; empty where nothing was missing.
  std::string name;
  /// Missing is not a decoder but the source for a kind of URI.
  bool is_source = false;

  /// Notes what a missing-plugin message tells; others, and those after the first, are ignored.
  void note(const GstStructure& message);
};

/// True for a message of the element that reads the file or the connection.
bool comes_from_source(GstMessage& message);

/// What an error message of GStreamer means to whoever named the file: "what is wrong; what to do".
std::string stream_problem(GstMessage& message, const MissingPlugin& missing);

}  // namespace audioblocks::tool
