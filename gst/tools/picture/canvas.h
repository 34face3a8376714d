// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cairo.h>

#include <string>

#include "gst/drawing/cairo_ptr.h"
#include "gst/drawing/colour.h"
#include "gst/drawing/text_label.h"

namespace audioblocks::tool {

/// In points from the top left.
struct Rectangle {
  double x = 0.0;
  double y = 0.0;
  double width = 0.0;
  double height = 0.0;

  [[nodiscard]] double right() const { return x + width; }
  [[nodiscard]] double bottom() const { return y + height; }
};

/// A PNG or SVG picture that is being drawn, in memory.
class Canvas {
 public:
  enum class Kind { png, svg };
  using Anchor = TextLabel::Anchor;
  struct Font {
    double size = 12.0;
    bool bold = false;
  };

  Canvas(Kind kind, double width, double height);
  ~Canvas() = default;
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  void fill(const Rectangle& area, Colour colour, double opacity = 1.0);
  void line(double x1, double y1, double x2, double y2, Colour colour);
  void text(double x, double y, const std::string& text, const Font& font, Colour colour,
            Anchor anchor = Anchor::left);
  [[nodiscard]] double text_width(const std::string& text, const Font& font);

  /// Restricts drawing to the area, until `unclip`.
  void clip(const Rectangle& area);
  void unclip();

  /// Returns the picture's bytes, none if there was not enough memory. Draw nothing afterwards.
  [[nodiscard]] std::string finish();

 private:
  [[nodiscard]] TextLabel label(const std::string& text, const Font& font) const;

  Kind kind_;
  std::string bytes_;
  SurfacePtr surface_;
  ContextPtr context_;
  PangoContextPtr fonts_;
};

}  // namespace audioblocks::tool
