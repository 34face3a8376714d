// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

#include "src/analysis/level.h"

namespace audioblocks {

/// How a peak falls: not before `hold` nanoseconds have passed, then at `rate` dB per second.
struct PeakFall {
  std::uint64_t hold = 300'000'000;
  double rate = 10.0;
};

/// The peak of one channel as a level meter marks it: held for a while, then falling until a block
/// reaches it again.
class FallingPeak {
 public:
  /// Lets `duration` nanoseconds pass whose peak is not known.
  void pass(std::uint64_t duration) noexcept { age_ += duration; }
  /// Takes the next `duration` nanoseconds, whose peak is `peak` dBFS. Returns the falling peak at
  /// their end, in dBFS: `peak` at the least, and never under min_db.
  double take(double peak, std::uint64_t duration, const PeakFall& fall) noexcept;

 private:
  /// The block that set it had this peak, and ended so many nanoseconds ago.
  double peak_ = min_db;
  std::uint64_t age_ = 0;
};

}  // namespace audioblocks
