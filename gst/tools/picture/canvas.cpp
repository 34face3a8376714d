// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/picture/canvas.h"

#include <cairo-svg.h>

#include "gst/drawing/palette.h"

namespace audioblocks::tool {

namespace {

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Canvas::Canvas(Kind kind, double width, double height)
    : kind_(kind),
      surface_(kind == Kind::svg
                   ? cairo_svg_surface_create_for_stream(append_bytes, &bytes_, width, height)
                   : cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width),
                                                static_cast<int>(height))),
      context_(cairo_create(surface_.get())),
      fonts_(make_text_context()) {
  pango_cairo_update_context(context_.get(), fonts_.get());
  fill({0.0, 0.0, width, height}, light::background);
}

void Canvas::fill(const Rectangle& area, Colour colour, double opacity) {
  colour.set_on(context_.get(), opacity);
  cairo_rectangle(context_.get(), area.x, area.y, area.width, area.height);
  cairo_fill(context_.get());
}

void Canvas::line(double x1, double y1, double x2, double y2, Colour colour) {
  colour.set_on(context_.get());
  cairo_set_line_width(context_.get(), 1.0);
  cairo_move_to(context_.get(), x1, y1);
  cairo_line_to(context_.get(), x2, y2);
  cairo_stroke(context_.get());
}

TextLabel Canvas::label(const std::string& text, const Font& font) const {
  TextLabel label(fonts_.get(), font.size, font.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  label.set(text);
  return label;
}

void Canvas::text(double x, double y, const std::string& text, const Font& font, Colour colour,
                  Anchor anchor) {
  colour.set_on(context_.get());
  label(text, font).draw(context_.get(), x, y, anchor);
}

double Canvas::text_width(const std::string& text, const Font& font) {
  return label(text, font).width();
}

void Canvas::clip(const Rectangle& area) {
  cairo_save(context_.get());
  cairo_rectangle(context_.get(), area.x, area.y, area.width, area.height);
  cairo_clip(context_.get());
}

void Canvas::unclip() { cairo_restore(context_.get()); }

std::string Canvas::finish() {
  cairo_status_t status = cairo_status(context_.get());
  context_.reset();
  if (kind_ == Kind::png && status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream(surface_.get(), append_bytes, &bytes_);
  cairo_surface_finish(surface_.get());
  if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(surface_.get());
  surface_.reset();
  return status == CAIRO_STATUS_SUCCESS || status == CAIRO_STATUS_SURFACE_FINISHED ? bytes_
                                                                                   : std::string();
}

}  // namespace audioblocks::tool
