// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace audioblocks {

/// What is counted: each counter's enumerator and its name in the `metrics` structure, in the order
/// of both.
#define AUDIOBLOCKS_COUNTERS(COUNTER)                                                              \
  COUNTER(blocks, "blocks")                       /* blocks completed */                           \
  COUNTER(blocks_analyzed, "blocks-analyzed")     /* those of them that were analysed */           \
  COUNTER(blocks_skipped, "blocks-skipped")       /* those left out because processing was late */ \
  COUNTER(samples_in, "samples-in")               /* samples taken in */                           \
  COUNTER(samples_out, "samples-out")             /* samples that left */                          \
  COUNTER(samples_padded, "samples-padded")       /* zeros added to a last block */                \
  COUNTER(gap_samples, "gap-samples")             /* samples taken in that were a gap */           \
  COUNTER(overruns, "overruns")                   /* times that a bounded queue was full */        \
  COUNTER(evicted_samples, "evicted-samples")     /* samples whose analysis was evicted */         \
  COUNTER(evicted_results, "evicted-results")     /* results evicted before they were reported */  \
  COUNTER(dropped_blocks, "dropped-blocks")       /* blocks dropped because the pool was empty */  \
  COUNTER(dropped_samples, "dropped-samples")     /* their samples */                              \
  COUNTER(discarded_samples, "discarded-samples") /* samples taken in that became no block */      \
  COUNTER(discontinuities, "discontinuities")     /* jumps in time */                              \
  COUNTER(nonfinite_samples, "nonfinite-samples") /* NaN, infinite, denormal, beyond float */      \
  COUNTER(notes, "notes")                         /* beginnings of notes that were reported */

#define AUDIOBLOCKS_ENUMERATOR(enumerator, name) enumerator,
enum class Counter : std::uint8_t { AUDIOBLOCKS_COUNTERS(AUDIOBLOCKS_ENUMERATOR) };
#undef AUDIOBLOCKS_ENUMERATOR

#define AUDIOBLOCKS_NAME(enumerator, name) name,
inline constexpr std::array counter_names{AUDIOBLOCKS_COUNTERS(AUDIOBLOCKS_NAME)};
#undef AUDIOBLOCKS_NAME

inline constexpr std::size_t counter_count = counter_names.size();

/// A value for each counter.
template <typename T>
struct PerCounter {
  std::array<T, counter_count> values{};

  [[nodiscard]] T& operator[](Counter counter) noexcept {
    return values[static_cast<std::size_t>(counter)];
  }
  [[nodiscard]] const T& operator[](Counter counter) const noexcept {
    return values[static_cast<std::size_t>(counter)];
  }
};

}  // namespace audioblocks
