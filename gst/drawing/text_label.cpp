// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/drawing/text_label.h"

#include <memory>

namespace audioblocks {

namespace {

struct FontFree {
  void operator()(PangoFontDescription* font) const noexcept { pango_font_description_free(font); }
};

}  // namespace

PangoContextPtr make_text_context() {
  const ObjectPtr<PangoFontMap> fonts(pango_cairo_font_map_new());
  return PangoContextPtr(pango_font_map_create_context(fonts.get()));
}

TextLabel::TextLabel(PangoContext* context, double height, PangoWeight weight)
    : layout_(pango_layout_new(context)) {
  const std::unique_ptr<PangoFontDescription, FontFree> font(pango_font_description_new());
  pango_font_description_set_family(font.get(), "Sans");
  pango_font_description_set_weight(font.get(), weight);
  pango_font_description_set_absolute_size(font.get(), height * PANGO_SCALE);
  pango_layout_set_font_description(layout_.get(), font.get());
}

void TextLabel::set(const std::string& text) {
  if (text == text_) return;
  text_ = text;
  pango_layout_set_text(layout_.get(), text_.c_str(), static_cast<int>(text_.size()));
}

void TextLabel::draw(cairo_t* cr, double x, double y, Anchor anchor) const {
  PangoRectangle extents;
  pango_layout_get_pixel_extents(layout_.get(), nullptr, &extents);
  const double part = 0.5 * static_cast<double>(anchor);
  cairo_move_to(cr, x - part * extents.width, y - 0.5 * extents.height);
  pango_cairo_show_layout(cr, layout_.get());
}

int TextLabel::width() const {
  PangoRectangle extents;
  pango_layout_get_pixel_extents(layout_.get(), nullptr, &extents);
  return extents.width;
}

}  // namespace audioblocks
