// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

#include "src/base/realtime.h"

namespace audioblocks {

/// Leaves blocks out of the analysis while processing is late: every second one, then three of
/// four. It goes a step up as long as lateness lasts, and a step down after a second in which the
/// load would have allowed twice as many analyses. Times are stream time. One thread.
class AnalysisThrottle {
 public:
  /// A load above this counts as lateness.
  static constexpr double high_load = 0.8;

  /// What is known at the beginning of a block.
  struct Block {
    /// Downstream reports that blocks come too late.
    bool late = false;
    /// Processing ÷ stream time over the last second.
    double load = 0.0;
    std::uint64_t duration_ns = 0;
  };

  /// True if the block that begins is not to be analysed. Call it once for each block.
  bool skips(const Block& block) noexcept AUDIOBLOCKS_REALTIME;

  /// True if the last block met lateness or a high load.
  [[nodiscard]] bool pressed() const noexcept AUDIOBLOCKS_REALTIME { return pressed_; }
  /// One block in so many is analysed: 1, 2 or 4.
  [[nodiscard]] unsigned divisor() const noexcept AUDIOBLOCKS_REALTIME { return 1U << shift_; }

 private:
  static constexpr std::uint64_t second_ns = 1'000'000'000;
  static constexpr unsigned max_shift = 2;

  void change(unsigned shift) noexcept;

  /// The divisor, as a power of two.
  unsigned shift_ = 0;
  bool pressed_ = false;
  /// Blocks since the divisor was changed.
  std::uint64_t blocks_ = 0;
  /// Since the divisor was changed; since the last block with lateness or too high a load for more
  /// analyses; since the start.
  std::uint64_t held_ns_ = 0;
  std::uint64_t easy_ns_ = 0;
  std::uint64_t elapsed_ns_ = 0;
};

}  // namespace audioblocks
