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

/// Periods to be searched, in samples.
struct LagRange {
  double shortest = 0.0;
  double longest = 0.0;
};

/// Which of an NSDF's maxima is the period.
class PeriodChoice {
 public:
  /// For curves of at most `most_values`. False if memory refuses; `budget` must outlive the
  /// object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t most_values) noexcept;

  struct Choice {
    /// The lag is that of a value, not yet interpolated.
    Peak peak;
    /// The height of the highest of all maxima.
    float highest = 0.0F;
  };
  /// Nothing where no maximum is in range.
  [[nodiscard]] Choice choose(const Nsdf& nsdf, LagRange range) noexcept AUDIOBLOCKS_REALTIME;

 private:
  [[nodiscard]] std::span<const std::uint32_t> find_maxima(const Nsdf& nsdf,
                                                           LagRange range) noexcept;

  KeyMaxima key_maxima_;
  PeakInterpolation interpolation_;
  /// How high the maxima are, and what they score.
  AlignedArray<float> heights_;
  AlignedArray<float> scores_;
};

}  // namespace audioblocks
