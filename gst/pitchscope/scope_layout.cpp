// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/scope_layout.h"

#include <algorithm>

namespace audioblocks::scope {

namespace {

/// In smaller pictures text is not readable.
constexpr int min_text_height = 90;
constexpr int min_text_width = 160;
constexpr double min_font = 9.0;

int pixels(double length) noexcept { return static_cast<int>(length); }

}  // namespace

ScopeLayout ScopeLayout::of(int width, int height) noexcept {
  ScopeLayout layout;
  layout.picture = {0, 0, width, height};
  // In a tall picture, things have the sizes that they have in one of 16:9.
  const double unit = std::min<double>(height, width * 9.0 / 16.0);
  layout.stroke = std::max(1.5, unit / 160.0);
  const bool has_text = height >= min_text_height && width >= min_text_width;
  if (has_text) layout.font = std::max(min_font, unit * 0.027);

  const int margin = has_text ? pixels(unit * 0.022) : 0;
  const int names = has_text ? pixels(2.6 * layout.font) : 0;
  const int times = has_text ? pixels(1.7 * layout.font) : 0;
  const int panel = has_text ? pixels(std::max(width * 0.225, unit * 0.36)) : 0;
  layout.panel = {width - panel, margin, std::max(0, panel - margin), height - 2 * margin};

  const int left = margin + names;
  layout.strip = {left, margin, std::max(1, width - panel - margin - left),
                  std::max(1, height - margin - std::max(times, margin))};
  const int wave = layout.strip.height / 4;
  const int gap = has_text ? std::max(1, margin / 2) : 0;
  layout.wave = {left, margin, layout.strip.width, std::max(1, wave - gap)};
  // In a picture of a single row the two share it.
  layout.pitch = {left, margin + wave, layout.strip.width, layout.strip.height - wave};
  return layout;
}

}  // namespace audioblocks::scope
