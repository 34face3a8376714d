// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>

#include "src/base/realtime.h"
#include "src/dsp/window.h"

namespace audioblocks {

/// The main lobe that a window gives a sine, sampled finely from its centre to one bin away. The
/// ratio of the two highest bins, inverted through the window's own transform, yields where between
/// them a sine lies and how far below its amplitude the nearest bin reads. For Hann without zero
/// padding that is the closed form of Grandke 1983.
class MainLobe {
 public:
  /// Samples the lobe of the window's first `valid` samples, zero-padded to a transform of
  /// `fft_size`.
  void measure(const Window& window, std::size_t fft_size,
               std::size_t valid) noexcept AUDIOBLOCKS_REALTIME;

  /// Bins from the highest bin towards its higher neighbour, 0 … 0.5. `ratio` is the neighbour's
  /// magnitude divided by the highest bin's.
  [[nodiscard]] double offset(double ratio) const noexcept AUDIOBLOCKS_REALTIME;

  /// The lobe at `offset` bins (0 … 0.5) relative to its centre, 0 … 1.
  [[nodiscard]] double gain(double offset) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  static constexpr std::size_t steps = 64;
  /// |W| at 0, 1/steps, … 1 bin from the centre.
  std::array<double, steps + 1> heights_{};

  /// The ratio for a sine `step`/steps bins off.
  [[nodiscard]] double ratio_at(std::size_t step) const noexcept;
};

}  // namespace audioblocks
