// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <pango/pangocairo.h>

#include <string>

#include "gst/base/gst_ptr.h"

namespace audioblocks {

using PangoContextPtr = ObjectPtr<PangoContext>;

/// A context with fonts of its own: Pango's are one set per thread, while a picture's size can be
/// negotiated in one thread and drawn in another.
PangoContextPtr make_text_context();

/// A line of text, laid out when it changes.
class TextLabel {
 public:
  /// Which point of the line is drawn at the given place; vertically it is always the middle.
  enum class Anchor { left = 0, centre = 1, right = 2 };

  /// `height`: of the font, in pixels.
  TextLabel(PangoContext* context, double height, PangoWeight weight = PANGO_WEIGHT_NORMAL);

  void set(const std::string& text);
  /// In the colour that is set on `cr`.
  void draw(cairo_t* cr, double x, double y, Anchor anchor) const;
  /// In pixels.
  [[nodiscard]] int width() const;

 private:
  ObjectPtr<PangoLayout> layout_;
  std::string text_;
};

}  // namespace audioblocks
