// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/peak.h"

namespace audioblocks {

/// The maxima of a curve between its values, by the cosine through three of them: exact for a sine
/// however few values its period has, and a parabola where the values are close together. The
/// curve's second value, after 1 at lag 0, shows whether it is the curve of a lone sine.
class PeakInterpolation {
 public:
  /// For at most `most` maxima at once. False if memory refuses; `budget` must outlive the object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t most) noexcept;

  /// The heights, at most 1, of the maxima at some indices of a curve.
  void heights_at(std::span<const float> curve, std::span<const std::uint32_t> indices,
                  float* heights) noexcept AUDIOBLOCKS_REALTIME;
  /// One of them.
  static float height_at(const float* curve, std::size_t index) noexcept AUDIOBLOCKS_REALTIME;
  /// The cosine of one step at that maximum: near 1 where it is broad, 1 where it is no maximum.
  static float cosine_at(const float* curve, std::size_t index) noexcept AUDIOBLOCKS_REALTIME;
  /// Where it lies: the index and a part of one.
  static double place_at(const float* curve, std::size_t index) noexcept AUDIOBLOCKS_REALTIME;

  /// The maximum of the cosine through three values one unit apart, its lag from the middle one: 0
  /// where that is no maximum.
  static Peak maximum_of(double before, double top, double after) noexcept AUDIOBLOCKS_REALTIME;

 private:
  /// The values before and after some maxima.
  AlignedArray<float> before_;
  AlignedArray<float> after_;
};

}  // namespace audioblocks
