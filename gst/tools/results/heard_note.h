// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <optional>

namespace audioblocks::tool {

/// A note from its beginning to its end.
struct HeardNote {
  /// Nanoseconds, see Block::running_time.
  GstClockTime start = 0;
  GstClockTime end = 0;
  /// 0..127.
  int midi_note = 0;
  /// "A4", with static storage.
  const char* name = "";
  /// Hz, and its distance from the note.
  double frequency = 0.0;
  double cents = 0.0;
  /// dBFS.
  double level = 0.0;
  /// 0..1.
  double clarity = 0.0;

  [[nodiscard]] double start_seconds() const { return static_cast<double>(start) / GST_SECOND; }
  [[nodiscard]] double end_seconds() const { return static_cast<double>(end) / GST_SECOND; }
  [[nodiscard]] double seconds() const { return end_seconds() - start_seconds(); }
};

/// True for an event `audioblocks-note`, false for the result of a block.
bool is_note_event(const GstStructure& structure);

/// Returns the note that ends with this event, if one does.
std::optional<HeardNote> read_note(const GstStructure& event);

}  // namespace audioblocks::tool
