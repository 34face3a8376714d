// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cairo.h>

#include <cstdint>

namespace audioblocks {

/// 0xRRGGBB.
struct Colour {
  std::uint32_t rgb = 0;

  void set_on(cairo_t* cr, double opacity = 1.0) const noexcept {
    const auto part = [this](unsigned shift) {
      return static_cast<double>((rgb >> shift) & 0xFFU) / 255.0;
    };
    cairo_set_source_rgba(cr, part(16), part(8), part(0), opacity);
  }
};

}  // namespace audioblocks
