// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/scope_picture.h"

#include <array>
#include <cmath>
#include <string>

#include "gst/drawing/named_notes.h"
#include "gst/drawing/palette.h"
#include "src/analysis/note.h"

namespace audioblocks::scope {

namespace {

constexpr std::array<NamedNotes, 4> named_notes{{
    {0b111111111111, 1.0},
    {0b001000010001, 3.0},  // C, E, A
    {0b000010000001, 5.0},  // C, G
    {0b000000000001, 12.0},
}};

/// The time between two ticks whose labels have room.
GstClockTime tick_distance(GstClockTime span, double room, double width) {
  constexpr std::array<GstClockTime, 6> distances{GST_SECOND / 5, GST_SECOND / 2, GST_SECOND,
                                                  2 * GST_SECOND, 5 * GST_SECOND, 10 * GST_SECOND};
  for (const GstClockTime distance : distances)
    if (width * static_cast<double>(distance) / static_cast<double>(span) >= room) return distance;
  return 30 * GST_SECOND;
}

std::string seconds_text(GstClockTime time) {
  std::string text = "−";
  text += std::to_string(time / GST_SECOND);
  if (time % GST_SECOND != 0) {
    text += '.';
    text += std::to_string(time % GST_SECOND * 10 / GST_SECOND);
  }
  text += " s";
  return text;
}

void fill_box(cairo_t* cr, const Box& box, Colour colour) {
  colour.set_on(cr);
  cairo_rectangle(cr, box.x, box.y, box.width, box.height);
  cairo_fill(cr);
}

}  // namespace

bool ScopePicture::prepare(int width, int height) {
  layout_ = ScopeLayout::of(width, height);
  is_painted_ = false;
  backdrop_.reset(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  panel_.reset();
  if (layout_.font > 0.0) {
    if (text_ == nullptr) text_ = make_text_context();
    panel_.emplace(layout_, text_.get());
  }
  return cairo_surface_status(backdrop_.get()) == CAIRO_STATUS_SUCCESS && strip_.prepare(layout_);
}

void ScopePicture::draw(cairo_surface_t* target, Trace& trace, const Reading& reading,
                        const ScopeAxes& axes) {
  if (!is_painted_ || axes != axes_) {
    axes_ = axes;
    paint_backdrop();
    strip_.restart(backdrop_.get());
    is_painted_ = true;
  }
  strip_.update(trace, axes_.notes);

  const ContextPtr context(cairo_create(target));
  cairo_t* cr = context.get();
  // The backdrop, except where the strip is drawn.
  const Box& strip = layout_.strip;
  cairo_set_source_surface(cr, backdrop_.get(), 0.0, 0.0);
  cairo_set_operator(cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_rectangle(cr, 0.0, 0.0, layout_.picture.width, layout_.picture.height);
  cairo_rectangle(cr, strip.x, strip.y, strip.width, strip.height);
  cairo_fill(cr);
  cairo_set_fill_rule(cr, CAIRO_FILL_RULE_WINDING);
  cairo_set_operator(cr, CAIRO_OPERATOR_OVER);
  strip_.draw(cr);
  if (panel_.has_value()) {
    draw_seconds(cr);
    panel_->draw(cr, reading);
  }
}

void ScopePicture::paint_backdrop() {
  const ContextPtr context(cairo_create(backdrop_.get()));
  cairo_t* cr = context.get();
  fill_box(cr, layout_.picture, dark::background);
  fill_box(cr, layout_.wave, dark::wave_ground);
  draw_rows(cr);
  if (!panel_.has_value()) return;
  draw_note_names(cr);
  draw_times(cr);
  panel_->draw_ground(cr);
}

double ScopePicture::row(double semitones) const noexcept {
  return layout_.pitch.y + axes_.notes.position(semitones) * layout_.pitch.height;
}

void ScopePicture::draw_rows(cairo_t* cr) const {
  const NoteAxis& notes = axes_.notes;
  for (int midi = notes.lowest(); midi <= notes.highest(); ++midi) {
    // On whole pixels, so that there are no seams.
    const int top = static_cast<int>(std::lround(row(midi + 0.5)));
    const int bottom = static_cast<int>(std::lround(row(midi - 0.5)));
    const Box box{layout_.pitch.x, top, layout_.pitch.width, bottom - top};
    fill_box(cr, box, is_sharp(midi) ? dark::sharp_row : dark::natural_row);
    if (midi % 12 == 0 && bottom < layout_.pitch.bottom())
      fill_box(cr, {box.x, bottom, box.width, 1}, dark::line);
  }
}

void ScopePicture::draw_note_names(cairo_t* cr) const {
  const double height = 1.0 * layout_.pitch.height / axes_.notes.rows();
  const NamedNotes& named = NamedNotes::fitting(named_notes, height, 1.4 * layout_.font);
  TextLabel label(text_.get(), layout_.font);
  for (int midi = axes_.notes.lowest(); midi <= axes_.notes.highest(); ++midi) {
    if (!named.has(midi)) continue;
    const Colour colour = midi % 12 == 0 ? dark::text : dark::faint_text;
    colour.set_on(cr);
    label.set(note_name(midi));
    label.draw(cr, layout_.pitch.x - 0.4 * layout_.font, row(midi), TextLabel::Anchor::right);
  }
}

double ScopePicture::time_x(GstClockTime before_now) const noexcept {
  const double part = static_cast<double>(before_now) / static_cast<double>(axes_.time_span);
  return layout_.strip.right() - part * layout_.strip.width;
}

void ScopePicture::draw_times(cairo_t* cr) const {
  const GstClockTime distance =
      tick_distance(axes_.time_span, 5.0 * layout_.font, layout_.strip.width);
  TextLabel label(text_.get(), layout_.font * 0.9);
  dark::faint_text.set_on(cr);
  const double y = layout_.strip.bottom() + 0.8 * layout_.font;
  for (GstClockTime time = distance; time <= axes_.time_span; time += distance) {
    const double x = time_x(time);
    if (x < layout_.strip.x + layout_.font) break;
    label.set(seconds_text(time));
    label.draw(cr, x, y, TextLabel::Anchor::centre);
  }
  label.set("now");
  label.draw(cr, layout_.strip.right(), y, TextLabel::Anchor::right);
}

/// Drawn over the strip, where they do not scroll.
void ScopePicture::draw_seconds(cairo_t* cr) const {
  const GstClockTime distance =
      tick_distance(axes_.time_span, 5.0 * layout_.font, layout_.strip.width);
  for (GstClockTime time = distance; time < axes_.time_span; time += distance)
    cairo_rectangle(cr, std::round(time_x(time)), layout_.strip.y, 1.0, layout_.strip.height);
  dark::line.set_on(cr, 0.5);
  cairo_fill(cr);
}

}  // namespace audioblocks::scope
