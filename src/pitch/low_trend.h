// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The trend of a stretch of samples: what a room's rumble and the mains leave in it, of which it
/// holds hardly more than a swing. It is the polynomial that fits best, as a sum of Legendre's.
/// Unlike a high-pass it needs no samples before and after, and parts sharply: of 1024 samples at
/// 44.1 kHz it takes 38 dB at 30 Hz, 18 dB at 50 Hz and 1 dB at 98 Hz.
class LowTrend {
 public:
  /// For at most `most_samples`. False if memory refuses; `budget` must outlive the object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t most_samples) noexcept;

  /// The degree that holds what lies below some 60 Hz, and no more than that.
  static int degree(std::size_t samples, double rate) noexcept AUDIOBLOCKS_REALTIME;

  /// Takes the trends of as many samples each out of one or two stretches, their means too.
  void remove(int degree, std::span<float> samples,
              std::span<float> others = {}) noexcept AUDIOBLOCKS_REALTIME;

 private:
  /// Two successive polynomials.
  AlignedArray<float> before_;
  AlignedArray<float> current_;
};

}  // namespace audioblocks
