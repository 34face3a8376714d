// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>

#include "src/base/realtime.h"
#include "src/dsp/window.h"

namespace audioblocks {

/// The main lobe of a window's transform, sampled finely from its centre to one bin away. From the
/// ratio of a sine's two highest bins, it computes the position of the sine between them and the
/// loss of amplitude in the nearest bin, by inverting the window's own transform (for Hann without
/// zero padding, this is the closed form of Grandke 1983).
class MainLobe {
 public:
  /// Samples the lobe of the first `valid` samples of the window, zero-padded to `fft_size`.
  void measure(const Window& window, std::size_t fft_size,
               std::size_t valid) noexcept AUDIOBLOCKS_REALTIME;

  /// Returns the offset in bins from the highest bin towards its higher neighbour, 0 … 0.5. `ratio`
  /// is the neighbour's magnitude divided by that of the highest bin.
  [[nodiscard]] double offset(double ratio) const noexcept AUDIOBLOCKS_REALTIME;

  /// Returns the lobe's magnitude at `offset` bins (0 … 0.5) relative to its centre, 0 … 1.
  [[nodiscard]] double gain(double offset) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  static constexpr std::size_t steps = 64;
  /// |W| at 0, 1/steps, … 1 bins from the centre.
  std::array<double, steps + 1> heights_{};

  /// The ratio of the two highest bins for a sine `step`/steps bins off the highest.
  [[nodiscard]] double ratio_at(std::size_t step) const noexcept;
};

}  // namespace audioblocks
