// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/trace_strip.h"

#include <gst/gst.h>

#include <algorithm>
#include <cmath>

#include "gst/drawing/palette.h"

namespace audioblocks::scope {

namespace {

/// A soft edge around the pitch: its width as a multiple of the line's, and its opacity.
constexpr double glow_width = 3.0;
constexpr double glow_opacity = 0.18;
/// Half the least height of a note's bar, as a multiple of the line's width.
constexpr double note_strokes = 2.0;
constexpr double note_opacity = 0.75;

}  // namespace

bool TraceStrip::prepare(const ScopeLayout& layout) noexcept {
  layout_ = layout;
  backdrop_ = nullptr;
  surface_.reset(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, layout.strip.width, layout.strip.height));
  return cairo_surface_status(surface_.get()) == CAIRO_STATUS_SUCCESS;
}

void TraceStrip::restart(cairo_surface_t* backdrop) noexcept {
  backdrop_ = backdrop;
  painted_ = 0;
  const ContextPtr cr(cairo_create(surface_.get()));
  draw_ground(cr.get(), 0.0, layout_.strip.width);
}

void TraceStrip::update(Trace& trace, const NoteAxis& axis) noexcept {
  if (generation_ != trace.generation()) restart(backdrop_);
  generation_ = trace.generation();
  const std::uint64_t last = gst_util_uint64_scale(trace.end(), width(), Trace::cells);
  // Without the oldest cells, which are being replaced.
  const std::uint64_t kept = width() > 2 ? width() - 2 : 1;
  const std::uint64_t changed = std::min(trace.take_change(), trace.end());
  const std::uint64_t unpainted =
      std::min(painted_, gst_util_uint64_scale(changed, width(), Trace::cells));
  std::uint64_t first = std::max(unpainted, last - std::min(last, kept));
  if (first >= last) return;
  const ContextPtr cr(cairo_create(surface_.get()));
  while (first < last) {
    const std::uint64_t turn = std::min(last, (first / width() + 1) * width());
    paint(cr.get(), trace, axis, first, turn);
    first = turn;
  }
  painted_ = last;
}

/// Paints columns that lie side by side on the surface.
void TraceStrip::paint(cairo_t* cr, const Trace& trace, const NoteAxis& axis, std::uint64_t first,
                       std::uint64_t last) noexcept {
  const auto x = static_cast<double>(first % width());
  draw_ground(cr, x, static_cast<double>(last - first));
  for (std::uint64_t column = first; column < last; ++column)
    add_wave(cr, x + static_cast<double>(column - first), cell_of(trace, column));
  dark::wave.set_on(cr);
  cairo_fill(cr);
  Trace::Cell before = first > 0 ? cell_of(trace, first - 1) : Trace::Cell{};
  for (std::uint64_t column = first; column < last; ++column) {
    const Trace::Cell cell = cell_of(trace, column);
    const double left = x + static_cast<double>(column - first);
    draw_note(cr, left, axis, cell);
    draw_pitch(cr, left, axis, before, cell);
    before = cell;
  }
}

Trace::Cell TraceStrip::cell_of(const Trace& trace, std::uint64_t column) const noexcept {
  return trace.merged(gst_util_uint64_scale(column, Trace::cells, width()),
                      gst_util_uint64_scale(column + 1, Trace::cells, width()));
}

void TraceStrip::draw_ground(cairo_t* cr, double x, double width) const noexcept {
  if (backdrop_ == nullptr) return;
  cairo_save(cr);
  cairo_set_source_surface(cr, backdrop_, -layout_.strip.x, -layout_.strip.y);
  cairo_set_operator(cr, CAIRO_OPERATOR_SOURCE);
  cairo_rectangle(cr, x, 0.0, width, layout_.strip.height);
  cairo_fill(cr);
  cairo_restore(cr);
}

void TraceStrip::add_wave(cairo_t* cr, double x, const Trace::Cell& cell) const noexcept {
  const double half = layout_.wave.height / 2.0;
  const double middle = layout_.wave.y - layout_.strip.y + half;
  const auto row = [&](float sample) {
    return middle - half * std::clamp(static_cast<double>(sample), -1.0, 1.0);
  };
  // Silence is a line.
  const double thin = std::min(0.5, half);
  const double top = std::min(row(cell.high), middle + half - 2.0 * thin);
  const double bottom = std::max(row(cell.low), top + 2.0 * thin);
  cairo_rectangle(cr, x, top, 1.0, bottom - top);
}

double TraceStrip::row(const NoteAxis& axis, double semitones) const noexcept {
  return layout_.pitch.y - layout_.strip.y + axis.position(semitones) * layout_.pitch.height;
}

/// A bar as high as the note's row, or higher where the pitch would hide it. Its first column is
/// left out, so that a note that is struck again has a bar of its own.
void TraceStrip::draw_note(cairo_t* cr, double x, const NoteAxis& axis,
                           const Trace::Cell& cell) const noexcept {
  if (cell.note < axis.lowest() || cell.note > axis.highest() || cell.note_begins) return;
  const double middle = row(axis, cell.note);
  const double half = std::max(row(axis, cell.note - 0.5) - middle, note_strokes * layout_.stroke);
  dark::note.set_on(cr, note_opacity);
  cairo_rectangle(cr, x, middle - half, 1.0, 2.0 * half);
  cairo_fill(cr);
}

void TraceStrip::draw_pitch(cairo_t* cr, double x, const NoteAxis& axis, const Trace::Cell& before,
                            const Trace::Cell& cell) const noexcept {
  const double semitones = cell.semitones;
  const double clarity = cell.clarity;
  if (cell.clarity <= 0.0F || !axis.has(semitones)) return;
  const bool joined = before.clarity > 0.0F && are_joined(before.semitones, semitones);
  const double right = row(axis, semitones);
  const double left = joined ? row(axis, before.semitones) : right;
  // As thick on a slope as elsewhere, except on the steepest ones.
  const double slope = std::min(std::fabs(right - left), 3.0);
  const double half = 0.5 * layout_.stroke * std::sqrt(1.0 + slope * slope);
  const auto band = [&](double reach, double opacity) {
    cairo_move_to(cr, x, left - reach);
    cairo_line_to(cr, x + 1.0, right - reach);
    cairo_line_to(cr, x + 1.0, right + reach);
    cairo_line_to(cr, x, left + reach);
    dark::pitch.set_on(cr, opacity * clarity * clarity);
    cairo_fill(cr);
  };
  band(half * glow_width, glow_opacity);
  band(half, 1.0);
}

void TraceStrip::draw(cairo_t* cr) const noexcept {
  const Box& strip = layout_.strip;
  const auto turn = static_cast<int>(painted_ % width());
  const auto part = [&](int from, int to, int at) {
    if (from == to) return;
    cairo_set_source_surface(cr, surface_.get(), at - from, strip.y);
    cairo_rectangle(cr, at, strip.y, to - from, strip.height);
    cairo_fill(cr);
  };
  cairo_save(cr);
  cairo_set_operator(cr, CAIRO_OPERATOR_SOURCE);
  part(turn, strip.width, strip.x);
  part(0, turn, strip.x + strip.width - turn);
  cairo_restore(cr);
}

}  // namespace audioblocks::scope
