// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/drawing/note_axis.h"
#include "src/analysis/block_analysis.h"

namespace audioblocks::scope {

/// The axes of the picture.
struct ScopeAxes {
  /// Notes from the lower to the upper limit of the pitch, an octave at least; where the settings
  /// leave a limit open, C2 or C7.
  static ScopeAxes of(const AnalysisSettings& settings, GstClockTime time_span) noexcept;

  NoteAxis notes;
  GstClockTime time_span = GST_SECOND;

  bool operator==(const ScopeAxes&) const noexcept = default;
};

}  // namespace audioblocks::scope
