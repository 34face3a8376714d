// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cairo.h>

#include <memory>
#include <string>

namespace tool {

struct Colour {
  double red = 0.0;
  double green = 0.0;
  double blue = 0.0;
  double opacity = 1.0;
};

/// In points from the top left.
struct Rectangle {
  double x = 0.0;
  double y = 0.0;
  double width = 0.0;
  double height = 0.0;

  [[nodiscard]] double right() const { return x + width; }
  [[nodiscard]] double bottom() const { return y + height; }
};

/// A picture under the brush: PNG or SVG, kept in memory until it is whole.
class Canvas {
 public:
  enum class Kind { png, svg };
  /// Which side of the text is at the place given.
  enum class Align { left, centre, right };
  struct Font {
    double size = 12.0;
    bool bold = false;
  };

  Canvas(Kind kind, double width, double height);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  void fill(const Rectangle& area, const Colour& colour);
  void line(double x1, double y1, double x2, double y2, const Colour& colour, double width = 1.0);
  /// Centred on `y`.
  void text(double x, double y, const std::string& text, const Font& font, const Colour& colour,
            Align align = Align::left);
  [[nodiscard]] double text_width(const std::string& text, const Font& font);

  /// Nothing is drawn outside until `unclip`.
  void clip(const Rectangle& area);
  void unclip();

  /// The picture's bytes. Nothing may be drawn afterwards. Empty where memory did not suffice.
  [[nodiscard]] std::string finish();

 private:
  struct ContextDestroy {
    void operator()(cairo_t* context) const { cairo_destroy(context); }
  };
  struct SurfaceDestroy {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  };

  void set_colour(const Colour& colour);

  Kind kind_;
  std::string bytes_;
  std::unique_ptr<cairo_surface_t, SurfaceDestroy> surface_;
  std::unique_ptr<cairo_t, ContextDestroy> context_;
};

}  // namespace tool
