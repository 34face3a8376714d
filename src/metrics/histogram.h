// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "src/base/realtime.h"

namespace audioblocks {

/// How often which duration occurred: fixed log-linear buckets over nanoseconds, 16 to the octave,
/// from 0 to 2^40 ns (18 minutes; what is longer counts as that). It has no memory but its own
/// 4.7 kB.
///
/// Durations under 32 ns are reported exactly, longer ones as the middle of their bucket, which is
/// at most 1/32 (3.2 %) away.
///
/// One thread writes, any thread reads. Counts are stored with release and loaded with acquire
/// order, so that a sequence lock around them holds without fences.
class Histogram {
 public:
  static constexpr unsigned sub_bits = 4;
  static constexpr unsigned octaves_end = 40;
  static constexpr std::size_t sub_buckets = std::size_t{1} << sub_bits;
  static constexpr std::size_t bucket_count = sub_buckets * (octaves_end - sub_bits + 1);

  /// A copy of the counts, for adding up and for percentile().
  using Counts = std::array<std::uint64_t, bucket_count>;

  /// Counts one duration in nanoseconds. The writing thread.
  void add(std::uint64_t nanoseconds) noexcept AUDIOBLOCKS_REALTIME;
  /// Sets all counts to zero. The writing thread.
  void clear() noexcept AUDIOBLOCKS_REALTIME;

  /// Adds the present counts to `sum`. Any thread; they are those of one moment only if nobody
  /// writes meanwhile.
  void add_to(Counts& sum) const noexcept AUDIOBLOCKS_REALTIME;

  /// The bucket that a duration falls into, and the duration that is reported for a bucket.
  [[nodiscard]] static std::size_t bucket(std::uint64_t nanoseconds) noexcept;
  [[nodiscard]] static std::uint64_t middle(std::size_t bucket) noexcept;

  /// The smallest duration that at least `share` (0 to 1) of all durations do not exceed (nearest
  /// rank); 0 if there are none.
  [[nodiscard]] static std::uint64_t percentile(const Counts& counts, double share) noexcept;

 private:
  std::array<std::atomic<std::uint64_t>, bucket_count> counts_{};
};

}  // namespace audioblocks
