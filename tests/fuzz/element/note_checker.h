// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>

#include "tests/fuzz/element/block_checker.h"
#include "tests/fuzz/support/require.h"

/// Checks the notes that an element reports, and aborts the process unless each beginning is
/// followed by its end.
class NoteChecker {
 public:
  explicit NoteChecker(GstElement* element) {
    g_signal_connect(element, "audioblocks-note", G_CALLBACK(on_note), this);
  }
  NoteChecker(const NoteChecker&) = delete;
  NoteChecker& operator=(const NoteChecker&) = delete;

  /// The element was stopped.
  void stopped() const { REQUIRE(!sounds_.load()); }

 private:
  static void on_note(GstElement*, const GstStructure* note, NoteChecker* self) {
    require_finite(note);
    const bool is_on = g_str_equal(gst_structure_get_string(note, "event"), "on") != FALSE;
    REQUIRE(self->sounds_.exchange(is_on) != is_on);
    REQUIRE((gst_structure_has_field(note, "duration") != FALSE) == !is_on);
    gint midi = -1;
    REQUIRE(gst_structure_get_int(note, "midi-note", &midi) != FALSE && midi >= 0 && midi < 128);
  }

  /// Set on the helper thread.
  std::atomic<bool> sounds_{false};
};
