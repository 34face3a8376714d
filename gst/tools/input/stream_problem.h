// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>

#include "gst/tools/input/announced_length.h"

namespace audioblocks::tool {

/// The plugin that GStreamer reported missing before an error.
struct MissingPlugin {
  /// "Free Lossless Audio Codec (FLAC) decoder"; empty if nothing was missing.
  std::string name;
  /// True if it is not a decoder but the source for a kind of URI.
  bool is_source = false;

  /// Keeps the first missing-plugin message; ignores later ones, and other messages.
  void note(const GstStructure& message);
};

/// True for a message from the element that reads the file or the connection.
bool comes_from_source(GstMessage& message);

/// What an error message of GStreamer means to the user who named the file: "what is wrong; what to
/// do".
std::string stream_problem(GstMessage& message, const MissingPlugin& missing);

/// The problem of an input of which less came than it announced. `end`: of the last block; most of
/// what is missing may be before it.
std::string incomplete_problem(const AnnouncedLength::Shortfall& shortfall, GstClockTime end);

/// The problem of an input that is cut off after so many seconds.
std::string cut_off_problem(double seconds);

/// The problem of an input of which so many seconds were analysed before `problem` ended it.
std::string stopped_problem(double seconds, const std::string& problem);

}  // namespace audioblocks::tool
