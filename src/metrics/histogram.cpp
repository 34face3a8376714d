// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/metrics/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

namespace audioblocks {

void Histogram::add(std::uint64_t nanoseconds) noexcept {
  std::atomic<std::uint64_t>& count = counts_[bucket(nanoseconds)];
  count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_release);
}

void Histogram::clear() noexcept {
  for (std::atomic<std::uint64_t>& count : counts_) count.store(0, std::memory_order_release);
}

void Histogram::add_to(Counts& sum) const noexcept {
  for (std::size_t i = 0; i < bucket_count; ++i)
    sum[i] += counts_[i].load(std::memory_order_acquire);
}

// Up to 15 ns a bucket is one nanosecond wide. From 2^e (e ≥ 4) to 2^(e+1) there are 16 buckets,
// each 2^(e−4) wide: the four bits below the leading one number them.

std::size_t Histogram::bucket(std::uint64_t nanoseconds) noexcept {
  constexpr std::uint64_t longest = (std::uint64_t{1} << octaves_end) - 1;
  const std::uint64_t value = std::min(nanoseconds, longest);
  if (value < sub_buckets) return static_cast<std::size_t>(value);
  const auto shift = static_cast<unsigned>(std::bit_width(value)) - 1 - sub_bits;
  return shift * sub_buckets + static_cast<std::size_t>(value >> shift);
}

std::uint64_t Histogram::middle(std::size_t bucket) noexcept {
  if (bucket < sub_buckets) return bucket;
  const std::size_t shift = bucket / sub_buckets - 1;
  const std::uint64_t lowest = std::uint64_t{sub_buckets + bucket % sub_buckets} << shift;
  return lowest + (std::uint64_t{1} << shift) / 2;
}

std::uint64_t Histogram::percentile(const Counts& counts, double share) noexcept {
  const std::uint64_t total = std::accumulate(counts.begin(), counts.end(), std::uint64_t{0});
  if (total == 0) return 0;
  // A hair less, so that 7 % of 100 is the 7th and not, by rounding, the 8th.
  const double rank =
      std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(total) * (1 - 1e-12));
  const auto wanted = std::clamp(static_cast<std::uint64_t>(rank), std::uint64_t{1}, total);
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < bucket_count; ++i) {
    passed += counts[i];
    if (passed >= wanted) return middle(i);
  }
  return 0;
}

}  // namespace audioblocks
