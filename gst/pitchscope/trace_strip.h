// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

#include "gst/drawing/cairo_ptr.h"
#include "gst/drawing/note_axis.h"
#include "gst/pitchscope/scope_layout.h"
#include "gst/pitchscope/trace.h"

namespace audioblocks::scope {

/// The part of the picture that scrolls. Each column is painted when it is complete, and again when
/// its pitch or note is known, on a surface that is used as a ring.
class TraceStrip {
 public:
  /// Prepares for another layout; false if there is no memory.
  [[nodiscard]] bool prepare(const ScopeLayout& layout) noexcept;
  /// Clears all columns. Their ground is the strip's part of `backdrop`, a surface of the whole
  /// picture, which is the same in each column.
  void restart(cairo_surface_t* backdrop) noexcept;
  /// Paints the columns that the trace has completed or changed.
  void update(Trace& trace, const NoteAxis& axis) noexcept;
  /// Draws the strip in its place in the picture, the newest column at its right edge.
  void draw(cairo_t* cr) const noexcept;

 private:
  void paint(cairo_t* cr, const Trace& trace, const NoteAxis& axis, std::uint64_t first,
             std::uint64_t last) noexcept;
  [[nodiscard]] Trace::Cell cell_of(const Trace& trace, std::uint64_t column) const noexcept;
  void add_wave(cairo_t* cr, double x, const Trace::Cell& cell) const noexcept;
  void draw_note(cairo_t* cr, double x, const NoteAxis& axis,
                 const Trace::Cell& cell) const noexcept;
  void draw_pitch(cairo_t* cr, double x, const NoteAxis& axis, const Trace::Cell& before,
                  const Trace::Cell& cell) const noexcept;
  void draw_ground(cairo_t* cr, double x, double width) const noexcept;
  /// Where a pitch in semitones is drawn.
  [[nodiscard]] double row(const NoteAxis& axis, double semitones) const noexcept;
  [[nodiscard]] std::uint64_t width() const noexcept {
    return static_cast<std::uint64_t>(layout_.strip.width);
  }

  ScopeLayout layout_;
  SurfacePtr surface_;
  /// Owned by the caller of restart().
  cairo_surface_t* backdrop_ = nullptr;
  /// Columns before this one are painted.
  std::uint64_t painted_ = 0;
  unsigned generation_ = 0;
};

}  // namespace audioblocks::scope
