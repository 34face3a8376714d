// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "src/base/realtime.h"

namespace audioblocks {

/// Processing time ÷ stream time over the last second of stream time, kept as ten windows of 100 ms
/// in fixed memory; a block that crosses windows counts in each by the part that lies in it. While
/// the newest window fills, between 0.9 and 1 s are covered. One thread.
class LoadMeter {
 public:
  /// A block of `duration_ns` took `processing_ns`. A duration of 0 is ignored.
  void add(std::uint64_t processing_ns, std::uint64_t duration_ns) noexcept AUDIOBLOCKS_REALTIME;
  /// 1.0 is exactly real time; 0 before the first block.
  [[nodiscard]] double load() const noexcept AUDIOBLOCKS_REALTIME;
  void clear() noexcept AUDIOBLOCKS_REALTIME;

 private:
  struct Window {
    std::uint64_t processing_ns = 0;
    std::uint64_t duration_ns = 0;
  };

  static constexpr std::size_t window_count = 10;
  static constexpr std::uint64_t window_ns = 100'000'000;

  std::array<Window, window_count> windows_;
  std::size_t newest_ = 0;
};

}  // namespace audioblocks
