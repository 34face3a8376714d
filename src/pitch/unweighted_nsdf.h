// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "src/base/realtime.h"
#include "src/pitch/centred_block.h"
#include "src/pitch/peak.h"

namespace audioblocks {

/// The NSDF of a block as it came, its spectrum unweighted, computed directly at single lags. The
/// block must outlive the object.
class UnweightedNsdf {
 public:
  explicit UnweightedNsdf(const CentredBlock& block) noexcept : block_(block) {}

  /// The maximum around a lag in samples, for a period in samples; nothing where there is none.
  [[nodiscard]] Peak peak_near(double lag, double period) const noexcept AUDIOBLOCKS_REALTIME;

  /// The value at a lag in samples, less than the block.
  [[nodiscard]] double at(std::size_t lag) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  [[nodiscard]] float energy_of(std::size_t count) const noexcept;

  const CentredBlock& block_;
};

}  // namespace audioblocks
