// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

namespace audioblocks::scope {

/// A rectangle of the picture, in pixels.
struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  [[nodiscard]] int right() const noexcept { return x + width; }
  [[nodiscard]] int bottom() const noexcept { return y + height; }
};

/// Where things are in a picture. Everything is proportional to its size; what has no room is left
/// out, down to a picture of one pixel.
struct ScopeLayout {
  /// For a picture of at least 1 × 1 pixels.
  static ScopeLayout of(int width, int height) noexcept;

  Box picture;
  /// The part that scrolls: the waveform above the pitch.
  Box strip;
  Box wave;
  Box pitch;
  /// Note, cents and level; its width is 0 if there is no room.
  Box panel;
  /// Height of the small text in pixels; 0 if there is no room for text.
  double font = 0.0;
  /// Thickness of the pitch trace.
  double stroke = 1.0;
};

}  // namespace audioblocks::scope
