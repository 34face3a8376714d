// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cairo.h>

#include <cstdint>

namespace audioblocks::scope {

/// 0xRRGGBB.
struct Colour {
  std::uint32_t rgb = 0;

  void set_on(cairo_t* cr, double opacity = 1.0) const noexcept {
    const auto part = [this](unsigned shift) {
      return static_cast<double>((rgb >> shift) & 0xFFu) / 255.0;
    };
    cairo_set_source_rgba(cr, part(16), part(8), part(0), opacity);
  }
};

/// Everything the picture is painted with.
namespace palette {
inline constexpr Colour background{0x12161C};
/// Rows of the notes C, D, E, F, G, A, B, and of those between them.
inline constexpr Colour natural_row{0x1B212A};
inline constexpr Colour sharp_row{0x161B22};
/// Under the waveform.
inline constexpr Colour wave_ground{0x161B22};
/// Where an octave begins; the ticks of seconds.
inline constexpr Colour line{0x39444F};
inline constexpr Colour faint_text{0x7F8C9B};
inline constexpr Colour text{0xDCE3EA};
inline constexpr Colour wave{0x6288AE};
inline constexpr Colour pitch{0x4FD6C4};
/// A meter's empty part.
inline constexpr Colour trough{0x272F39};
inline constexpr Colour in_tune{0x8BD67A};
inline constexpr Colour off_tune{0xF2B45A};
inline constexpr Colour overload{0xE5675B};
}  // namespace palette

}  // namespace audioblocks::scope
