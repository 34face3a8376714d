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
  /// With a growth, that of a block whose amplitude grows by a factor of exp(growth) a sample, as
  /// if it did not: it repeats perfectly where it is the same but for that factor, and each part of
  /// it counts alike.
  explicit UnweightedNsdf(const CentredBlock& block, double growth = 0.0) noexcept
      : block_(block), growth_(growth) {}

  /// The growth of a block that repeats after a lag in samples, from the energy with and without
  /// the first and the last repetition.
  [[nodiscard]] static double growth_of(const CentredBlock& block,
                                        double lag) noexcept AUDIOBLOCKS_REALTIME;

  /// The maximum around a lag in samples, for a period in samples; nothing where there is none.
  [[nodiscard]] Peak peak_near(double lag, double period) const noexcept AUDIOBLOCKS_REALTIME;

 private:
  [[nodiscard]] double at(std::size_t lag) const noexcept;
  [[nodiscard]] double levelled_at(std::size_t lag) const noexcept;
  [[nodiscard]] float energy_of(std::size_t count) const noexcept;

  const CentredBlock& block_;
  double growth_;
};

}  // namespace audioblocks
