// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "src/base/realtime.h"
#include "src/pitch/low_trend.h"
#include "src/pitch/peak.h"

namespace audioblocks {

/// The NSDF of a block without its trend, computed directly at single lags: the trend is taken out
/// of each of the two stretches that a lag compares. So a period has a height of 1 whatever lies
/// below it, while taking the trend out of the whole block bends what holds two or three periods.
/// Block and trend must outlive the object.
class DetrendedNsdf {
 public:
  /// `rate` in Hz.
  DetrendedNsdf(std::span<const float> block, LowTrend& trend, double rate) noexcept
      : block_(block), trend_(trend), rate_(rate) {}

  /// The maximum around a period in samples; nothing where there is none.
  [[nodiscard]] Peak peak_near(double period) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  [[nodiscard]] double at(std::size_t lag) const noexcept;

  std::span<const float> block_;
  LowTrend& trend_;
  double rate_;
};

}  // namespace audioblocks
