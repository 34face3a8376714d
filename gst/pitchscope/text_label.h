// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <pango/pangocairo.h>

#include <memory>
#include <string>

namespace audioblocks::scope {

struct ObjectUnref {
  void operator()(gpointer object) const noexcept { g_object_unref(object); }
};
using PangoContextPtr = std::unique_ptr<PangoContext, ObjectUnref>;

/// Fonts of its own: Pango's are one set a thread, while the picture's size can be agreed on in one
/// thread and drawn in another.
PangoContextPtr make_text_context();

/// A line of text, laid out when it changes.
class TextLabel {
 public:
  /// Where the given point is in the line; it is always at half of the line's height.
  enum class Anchor { left = 0, centre = 1, right = 2 };

  /// `height` in pixels: of the font.
  TextLabel(PangoContext* context, double height, PangoWeight weight = PANGO_WEIGHT_NORMAL);

  void set(const std::string& text);
  /// In the colour that is set on `cr`.
  void draw(cairo_t* cr, double x, double y, Anchor anchor) const;

 private:
  std::unique_ptr<PangoLayout, ObjectUnref> layout_;
  std::string text_;
};

}  // namespace audioblocks::scope
