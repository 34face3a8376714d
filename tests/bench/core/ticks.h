// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <cstdint>

#include "src/metrics/clock.h"

// The processor's own counter, which a call of a few nanoseconds needs: reading a clock takes
// longer.

#ifdef __x86_64__
/// Ticks since some fixed moment; what is written before it is done before it, and what is after,
/// after.
inline std::uint64_t ticks() noexcept {
  __builtin_ia32_lfence();
  const std::uint64_t now = __builtin_ia32_rdtsc();
  __builtin_ia32_lfence();
  return now;
}
#else
inline std::uint64_t ticks() noexcept { return audioblocks::steady_clock()(); }
#endif

/// Ticks that a call takes, and the timing itself.
template <class Function>
std::uint32_t ticks_of(Function function) {
  const std::uint64_t start = ticks();
  std::atomic_signal_fence(std::memory_order_seq_cst);
  function();
  std::atomic_signal_fence(std::memory_order_seq_cst);
  return static_cast<std::uint32_t>(ticks() - start);
}

/// Nanoseconds of one tick, over a tenth of a second.
inline double measure_tick() noexcept {
  const audioblocks::Clock clock = audioblocks::steady_clock();
  const std::uint64_t start_ns = clock();
  const std::uint64_t start = ticks();
  while (clock() < start_ns + 100'000'000) {
  }
  return static_cast<double>(clock() - start_ns) / static_cast<double>(ticks() - start);
}
