// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/drawing/colour.h"

namespace audioblocks {

/// The colours of pitchscope's video.
namespace dark {
inline constexpr Colour background{0x12161C};
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
inline constexpr Colour note{0x7D63C4};
/// A meter's empty part.
inline constexpr Colour trough{0x272F39};
inline constexpr Colour in_tune{0x8BD67A};
inline constexpr Colour off_tune{0xF2B45A};
inline constexpr Colour overload{0xE5675B};
}  // namespace dark

/// The colours of the tool's plots, which may be printed.
namespace light {
inline constexpr Colour background{0xFFFFFF};
inline constexpr Colour sharp_row{0xF4F5F8};
/// Frames, and where an octave begins.
inline constexpr Colour line{0xAEB3BD};
inline constexpr Colour faint_line{0xDCDEE3};
inline constexpr Colour faint_text{0x6B7380};
inline constexpr Colour text{0x21262E};
inline constexpr Colour wave{0x4073A6};
inline constexpr Colour pitch{0xC72828};
inline constexpr Colour note{0xDDD7F2};
inline constexpr Colour rms{0x6BA380};
inline constexpr Colour peak{0x2E6647};
}  // namespace light

}  // namespace audioblocks
