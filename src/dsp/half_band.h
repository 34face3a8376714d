// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "src/base/realtime.h"

namespace audioblocks {

/// A symmetric half-band low-pass that keeps every second sample and so halves the rate. Its
/// passband is flat; every other tap except the middle one is zero.
class HalfBand {
 public:
  /// Samples by which the result begins before the input and ends after it.
  static constexpr std::size_t reach = 3;

  /// Samples that `count` samples become; count is even.
  static constexpr std::size_t halved(std::size_t count) noexcept { return count / 2 + 2 * reach; }
  /// Values that `run` needs as scratch.
  static constexpr std::size_t scratch(std::size_t count) noexcept { return count + 6 * reach; }

  /// The two phases of an input: its even samples and its odd ones.
  struct Phases {
    const float* even;
    const float* odd;
  };

  /// Filters an even number of samples, aligned to pairs, with silence around them. Writes
  /// halved(input.size()) samples; `output` may be the input. The phases returned lie in `scratch`.
  static Phases run(std::span<const float> input, float* scratch,
                    float* output) noexcept AUDIOBLOCKS_REALTIME;
};

}  // namespace audioblocks
