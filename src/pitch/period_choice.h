// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/key_maxima.h"
#include "src/pitch/nsdf.h"
#include "src/pitch/peak.h"
#include "src/pitch/peak_interpolation.h"

namespace audioblocks {

/// Which of an NSDF's maxima is the period: the shortest whose score comes near the best, so that
/// none is taken of a period's multiples, which repeat just as well.
class PeriodChoice {
 public:
  /// For curves of at most `most_values`. False if memory refuses; `budget` must outlive the
  /// object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t most_values) noexcept;

  /// How near the best score a shorter period's must come; and where other tones may be left in the
  /// block, such as the mains' harmonics.
  static constexpr float usual = 0.9F;
  static constexpr float lenient = 0.8F;

  struct Choice {
    /// The lag is that of a value, not yet interpolated.
    Peak peak;
    /// The height of the highest of all maxima that are not too long.
    float highest = 0.0F;
    /// The height of the highest of those that are shorter than the chosen one.
    float highest_shorter = 0.0F;
  };
  /// Nothing where there is no maximum. A lag beyond `longest`, in samples, is chosen only where it
  /// is much better than all others: then the period is likely to lie there.
  [[nodiscard]] Choice choose(const Nsdf& nsdf, double longest,
                              float enough) noexcept AUDIOBLOCKS_REALTIME;

 private:
  void score(std::span<const std::uint32_t> tops, const Nsdf& nsdf, float noise) noexcept;

  KeyMaxima key_maxima_;
  PeakInterpolation interpolation_;
  /// How high the maxima are, and what they score.
  AlignedArray<float> heights_;
  AlignedArray<float> scores_;
};

}  // namespace audioblocks
