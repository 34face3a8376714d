// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/picture/canvas.h"

#include <cairo-svg.h>
#include <pango/pangocairo.h>

namespace tool {

namespace {

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

struct ObjectUnref {
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
};
using LayoutPtr = std::unique_ptr<PangoLayout, ObjectUnref>;

LayoutPtr make_layout(cairo_t* context, const std::string& text, const Canvas::Font& font) {
  LayoutPtr layout(pango_cairo_create_layout(context));
  PangoFontDescription* description = pango_font_description_from_string("Sans");
  pango_font_description_set_absolute_size(description, font.size * PANGO_SCALE);
  if (font.bold) pango_font_description_set_weight(description, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout.get(), description);
  pango_font_description_free(description);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

}  // namespace

Canvas::Canvas(Kind kind, double width, double height)
    : kind_(kind),
      surface_(kind == Kind::svg
                   ? cairo_svg_surface_create_for_stream(append_bytes, &bytes_, width, height)
                   : cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(width),
                                                static_cast<int>(height))),
      context_(cairo_create(surface_.get())) {
  fill({0.0, 0.0, width, height}, {1.0, 1.0, 1.0, 1.0});
}

Canvas::~Canvas() = default;

void Canvas::set_colour(const Colour& colour) {
  cairo_set_source_rgba(context_.get(), colour.red, colour.green, colour.blue, colour.opacity);
}

void Canvas::fill(const Rectangle& area, const Colour& colour) {
  set_colour(colour);
  cairo_rectangle(context_.get(), area.x, area.y, area.width, area.height);
  cairo_fill(context_.get());
}

void Canvas::line(double x1, double y1, double x2, double y2, const Colour& colour, double width) {
  set_colour(colour);
  cairo_set_line_width(context_.get(), width);
  cairo_move_to(context_.get(), x1, y1);
  cairo_line_to(context_.get(), x2, y2);
  cairo_stroke(context_.get());
}

void Canvas::text(double x, double y, const std::string& text, const Font& font,
                  const Colour& colour, Align align) {
  const LayoutPtr layout = make_layout(context_.get(), text, font);
  int width = 0;
  int height = 0;
  pango_layout_get_pixel_size(layout.get(), &width, &height);
  if (align == Align::centre) x -= width / 2.0;
  if (align == Align::right) x -= width;
  set_colour(colour);
  cairo_move_to(context_.get(), x, y - height / 2.0);
  pango_cairo_show_layout(context_.get(), layout.get());
}

double Canvas::text_width(const std::string& text, const Font& font) {
  const LayoutPtr layout = make_layout(context_.get(), text, font);
  int width = 0;
  pango_layout_get_pixel_size(layout.get(), &width, nullptr);
  return width;
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

}  // namespace tool
