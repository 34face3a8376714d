// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <optional>

#include "gst/drawing/cairo_ptr.h"
#include "gst/drawing/text_label.h"
#include "gst/pitchscope/reading.h"
#include "gst/pitchscope/scope_axes.h"
#include "gst/pitchscope/scope_layout.h"
#include "gst/pitchscope/scope_panel.h"
#include "gst/pitchscope/trace.h"
#include "gst/pitchscope/trace_strip.h"

namespace audioblocks::scope {

/// The whole picture: the backdrop, which is painted once, the strip, which scrolls, and the panel.
class ScopePicture {
 public:
  /// Prepares for another size; false if there is no memory.
  [[nodiscard]] bool prepare(int width, int height);
  /// Draws on a surface of that size.
  void draw(cairo_surface_t* target, Trace& trace, const Reading& reading, const ScopeAxes& axes);

 private:
  void paint_backdrop();
  void draw_rows(cairo_t* cr) const;
  void draw_note_names(cairo_t* cr) const;
  void draw_times(cairo_t* cr) const;
  void draw_seconds(cairo_t* cr) const;
  [[nodiscard]] double row(double semitones) const noexcept;
  [[nodiscard]] double time_x(GstClockTime before_now) const noexcept;

  ScopeLayout layout_;
  ScopeAxes axes_;
  SurfacePtr backdrop_;
  /// True if the backdrop shows the axes.
  bool is_painted_ = false;
  TraceStrip strip_;
  PangoContextPtr text_;
  std::optional<ScopePanel> panel_;
};

}  // namespace audioblocks::scope
