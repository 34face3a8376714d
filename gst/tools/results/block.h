// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <optional>

namespace audioblocks::tool {

struct Pitch {
  /// Hz; 0 if unvoiced.
  double frequency = 0.0;
  /// 0..1.
  double clarity = 0.0;
  bool voiced = false;
  /// −1 if unvoiced, or outside MIDI's notes.
  int midi_note = -1;
  /// "A4"; "" if there is none. Valid as long as the block's fields.
  const char* note = "";
  /// [−50, 50).
  double cents = 0.0;
};

/// The result of one block. Members of an analysis that did not run have no value.
struct Block {
  /// Blocks and samples before it, since the start of the file or since the last anchor.
  std::uint64_t index = 0;
  std::uint64_t start_sample = 0;
  /// Nanoseconds; GST_CLOCK_TIME_NONE if unknown.
  GstClockTime timestamp = GST_CLOCK_TIME_NONE;
  /// Running time, 0 at the first sample of a file and not starting again within it; the timestamp
  /// where there is none.
  GstClockTime running_time = GST_CLOCK_TIME_NONE;
  int rate = 0;
  /// Samples of the block without its padding.
  int valid_samples = 0;
  /// dBFS.
  std::optional<double> rms;
  std::optional<double> peak;
  std::optional<double> peak_decay;
  std::optional<Pitch> pitch;
  /// The element's fields, under its names.
  const GstStructure* fields = nullptr;

  [[nodiscard]] double seconds() const { return rate > 0 ? double{1} * valid_samples / rate : 0.0; }
  /// The instant that its pitch belongs to: the middle of its valid samples, in seconds. No value
  /// if the timestamp is unknown.
  [[nodiscard]] std::optional<double> middle() const;
};

/// Reads a block's result. `fields` must outlive the result.
Block read_block(const GstStructure& fields, std::uint64_t index, std::uint64_t start_sample);
/// Reads a block's result with the element's own counts, since its last anchor.
Block read_block(const GstStructure& fields);

}  // namespace audioblocks::tool
