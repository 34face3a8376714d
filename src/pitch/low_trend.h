// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The trend of a stretch of samples: what a room's rumble and the mains leave in it, of which it
/// holds hardly more than a swing. It is the polynomial that fits best, as a sum of Legendre's in
/// their discrete form, which are orthogonal over the samples (Gram's, or Chebyshev's discrete
/// ones). Unlike a high-pass it needs no samples before and after, and parts sharply: of 1024
/// samples at 44.1 kHz it takes 38 dB at 30 Hz, 18 dB at 50 Hz and 1 dB at 98 Hz.
class LowTrend {
 public:
  /// For at most `most_samples`. False if memory refuses; `budget` must outlive the object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t most_samples) noexcept;

  /// The degree that holds what lies below some 60 Hz, and no more than that.
  static int degree(std::size_t samples, double rate) noexcept AUDIOBLOCKS_REALTIME;

  /// Takes the trend out of a stretch, its mean too.
  void remove(int degree, std::span<float> samples) noexcept AUDIOBLOCKS_REALTIME;

  /// Energies of the trends of two stretches of equal length, and the sum of their products.
  struct Products {
    float first = 0.0F;
    float second = 0.0F;
    float both = 0.0F;
  };
  Products products(int degree, std::span<const float> first,
                    std::span<const float> second) noexcept AUDIOBLOCKS_REALTIME;

 private:
  /// Calls use(polynomial, its energy) for each of the degrees from 0 on.
  template <typename Use>
  void for_each_polynomial(int degree, std::size_t count, Use use) noexcept;

  /// Where each sample lies between −1 and 1, which is the polynomial of degree 1, and two
  /// successive polynomials.
  AlignedArray<float> places_;
  AlignedArray<float> before_;
  AlignedArray<float> current_;
};

}  // namespace audioblocks
