// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gst/tools/command_line/csv_column.h"
#include "gst/tools/command_line/instrument.h"
#include "gst/tools/input/input_source.h"

namespace audioblocks::tool {

/// Every `count`-th input, beginning with that of this number, from 1. So where an input belongs
/// depends on its position alone, not on how many there are.
struct Shard {
  std::uint64_t number = 1;
  std::uint64_t count = 1;

  /// `position`: from 0.
  [[nodiscard]] bool has(std::uint64_t position) const { return position % count == number - 1; }
};

/// What the command line asks for.
struct Options {
  /// `automatic`: a summary for files; for an endless source a display on a terminal, and rows
  /// elsewhere.
  enum class Format { automatic, csv, json, notes_csv, notes_json, summary, summary_json };

  Format format = Format::automatic;
  /// Without a value the element chooses.
  std::optional<int> block_samples;
  /// The name of a preset, not checked yet; settings take precedence.
  std::optional<std::string> preset;
  /// "PROPERTY=VALUE", not checked yet.
  std::vector<std::string> settings;
  /// Frequency of A4 in Hz, not checked yet; takes precedence over a setting.
  std::optional<std::string> reference;
  /// Stream time from one row to the next; 0: every block. Without a value it depends on the
  /// format.
  std::optional<GstClockTime> interval;
  /// Of --csv.
  std::vector<CsvColumn> columns = usual_columns();
  /// How many files are analysed at the same time.
  int jobs = 1;
  /// Files that are written besides standard output; empty: not wanted. A picture, a MIDI file,
  /// Audacity's label track and Praat's PitchTier.
  std::string plot;
  std::string midi;
  std::string labels;
  std::string pitch_tier;
  /// One of these four, as it is given.
  struct Export {
    /// "--plot".
    const char* option;
    std::string path;
  };
  /// nullptr: none.
  const Instrument* instrument = nullptr;

  /// A file with names of further inputs, or "-" for standard input; empty: there is none.
  std::string files_from;
  /// The names in it end in a null character instead of a line end.
  bool is_null_separated = false;
  Shard shard;
  /// The folder for one result per input; empty: results go to standard output.
  std::string output_dir;
  /// Inputs whose results are there already are done again.
  bool force = false;
  /// The file for a record of each input; empty: there is none.
  std::string report;

  bool list_devices = false;
  /// At most one of the following four is given. Files: names, folders and URIs, "-" for standard
  /// input, in the file system's encoding.
  std::vector<std::string> files;
  /// A device's name; empty for the default device.
  std::optional<std::string> device;
  /// Hz.
  std::optional<double> test_tone;
  /// A source as gst-launch-1.0 describes it.
  std::optional<std::string> pipeline;
  /// The format of standard input, if it is not encoded.
  std::optional<RawFormat> raw;

  /// True for a source that is listened to until the user ends it.
  [[nodiscard]] bool is_session() const { return device || test_tone || pipeline; }
  /// True if inputs are files.
  [[nodiscard]] bool has_files() const { return !files.empty() || !files_from.empty(); }
  /// True if notes, not blocks, go to standard output.
  [[nodiscard]] bool prints_notes() const {
    return format == Format::notes_csv || format == Format::notes_json;
  }
  /// True unless rows of blocks are all that is written.
  [[nodiscard]] bool needs_notes() const {
    return (format != Format::csv && format != Format::json) || !plot.empty() || !midi.empty() ||
           !labels.empty();
  }
  /// Those of the four that are given.
  [[nodiscard]] std::vector<Export> exports() const;
  /// The same, and the report.
  [[nodiscard]] std::vector<Export> written_files() const;
  /// The first option that writes notes or pitches alone: "--notes"; empty if there is none.
  [[nodiscard]] std::string pitch_option() const;
};

/// Reads the command line and initialises GStreamer. Returns a status where the program is to end
/// at once: after --help and the like (0), or wrong usage, which has then been reported (2).
std::optional<int> parse_options(int argc, char** argv, Options& options);

}  // namespace audioblocks::tool
