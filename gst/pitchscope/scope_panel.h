// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <initializer_list>
#include <string>

#include "gst/drawing/text_label.h"
#include "gst/pitchscope/reading.h"
#include "gst/pitchscope/scope_layout.h"

namespace audioblocks::scope {

/// The current note, how many cents it is off, and the level.
class ScopePanel {
 public:
  /// For a layout that has a panel.
  ScopePanel(const ScopeLayout& layout, PangoContext* context);

  /// Draws what never changes.
  void draw_ground(cairo_t* cr);
  void draw(cairo_t* cr, const Reading& reading);

 private:
  void set(TextLabel& label, const std::string& number, const char* unit) const;
  void draw_scale(cairo_t* cr, double y, std::initializer_list<const char*> words);
  void draw_cents(cairo_t* cr, const Reading& reading);
  void draw_level(cairo_t* cr, const Reading& reading);
  [[nodiscard]] double cents_x(double cents) const noexcept;
  [[nodiscard]] double level_x(double db) const noexcept;

  /// The panel without its margins, and positions in it.
  double left_ = 0.0;
  double width_ = 0.0;
  double font_ = 0.0;
  double note_y_ = 0.0;
  double frequency_y_ = 0.0;
  double gauge_y_ = 0.0;
  double cents_y_ = 0.0;
  double meter_y_ = 0.0;
  double level_y_ = 0.0;
  TextLabel note_;
  TextLabel frequency_;
  TextLabel cents_;
  TextLabel level_;
  TextLabel small_;
};

}  // namespace audioblocks::scope
