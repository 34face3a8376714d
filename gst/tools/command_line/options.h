// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <optional>
#include <string>
#include <vector>

#include "gst/tools/command_line/instrument.h"
#include "gst/tools/input/input_source.h"

namespace audioblocks::tool {

/// What the command line asks for.
struct Options {
  /// `automatic`: a summary of files; of what goes on without end a display on a terminal, and rows
  /// elsewhere.
  enum class Format { automatic, csv, json, summary, summary_json };

  Format format = Format::automatic;
  /// Nothing: as the element likes.
  std::optional<int> block_samples;
  /// A preset's name, not yet looked at; settings count more.
  std::optional<std::string> preset;
  /// "PROPERTY=VALUE", not yet looked at.
  std::vector<std::string> settings;
  /// Hz of A4, not yet looked at; it counts more than a setting.
  std::optional<std::string> reference;
  /// Stream time between two rows; 0: every block. Nothing: as suits the format.
  std::optional<GstClockTime> interval;
  /// Files that are analysed at the same time.
  int jobs = 1;
  /// Where a picture goes; empty: none.
  std::string plot;
  /// nullptr: none.
  const Instrument* instrument = nullptr;

  bool list_devices = false;
  /// One of these, or none:
  /// file names, folders and URIs, "-" for standard input; in the file system's encoding;
  std::vector<std::string> files;
  /// a device's name, empty for the default one;
  std::optional<std::string> device;
  /// Hz;
  std::optional<double> test_tone;
  /// a source as gst-launch-1.0 would have it.
  std::optional<std::string> pipeline;
  /// What standard input holds, where it is not encoded.
  std::optional<RawFormat> raw;

  /// A source that is listened to until the user has enough.
  [[nodiscard]] bool is_session() const { return device || test_tone || pipeline; }
};

/// Reads the command line and initialises GStreamer. A status where the program is to end at once:
/// --help and --version (0), or wrong usage, which has then been reported (2).
std::optional<int> parse_options(int argc, char** argv, Options& options);

}  // namespace audioblocks::tool
