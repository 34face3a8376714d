// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

#ifndef AUDIOBLOCKS_DEFAULT_WINDOW
#define AUDIOBLOCKS_DEFAULT_WINDOW hamming
#endif

namespace audioblocks {

/// The window by which a block is multiplied before its spectrum is computed.
enum class WindowType : std::uint8_t { hamming, blackman, hann };
inline constexpr std::size_t window_type_count = 3;

/// The compile-time choice (build option `window`).
inline constexpr WindowType default_window = WindowType::AUDIOBLOCKS_DEFAULT_WINDOW;

/// A cosine-sum window of a fixed size N, periodic ("DFT-even"):
/// w[n] = a0 − a1·cos(2πn/N) + a2·cos(4πn/N)   (Harris 1978, section V).
class Window {
 public:
  /// Builds the table. False, and empty, if the budget refuses.
  [[nodiscard]] bool prepare(WindowType type, std::size_t size, MemoryBudget& budget) noexcept;

  [[nodiscard]] std::size_t size() const noexcept AUDIOBLOCKS_REALTIME { return table_.size(); }
  [[nodiscard]] std::span<const float> samples() const noexcept AUDIOBLOCKS_REALTIME {
    return table_.span();
  }

  /// Σ w[n] of the first `valid` samples: the sum that a windowed constant of 1 has. Free for the
  /// whole window, a loop for a part of it.
  [[nodiscard]] double sum(std::size_t valid) const noexcept AUDIOBLOCKS_REALTIME;
  /// Σ w[n]² of the first `valid` samples.
  [[nodiscard]] double energy(std::size_t valid) const noexcept AUDIOBLOCKS_REALTIME;

  /// Σ w[n]·exp(−2πi·f·n) of the first `valid` samples, f in cycles per sample: the window's main
  /// lobe around f = 0 and its side lobes, in closed form (each cosine term is two shifted
  /// Dirichlet kernels).
  [[nodiscard]] std::complex<double> transform(double f, std::size_t valid) const noexcept
      AUDIOBLOCKS_REALTIME;

 private:
  AlignedArray<float> table_;
  WindowType type_ = default_window;
  /// exp(−2πi·k/N), k = 1 and 2: they shift a kernel by one bin or two.
  std::array<std::complex<double>, 2> bin_turns_{};
  double sum_ = 0.0;
  double energy_ = 0.0;
};

}  // namespace audioblocks
