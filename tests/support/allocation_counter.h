// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

namespace allocation_counter {

/// The calls of one thread in a span of time.
struct Counts {
  /// malloc, calloc, realloc, posix_memalign, aligned_alloc, memalign; new calls one of them.
  std::uint64_t allocations = 0;
  /// free, except of NULL.
  std::uint64_t frees = 0;
  /// pthread_mutex_lock, g_mutex_lock and pthread_rwlock_rdlock/wrlock; a GRecMutex is a pthread
  /// mutex. Try-locks count.
  std::uint64_t locks = 0;
  /// Calls through syscall(), such as the futex call that wakes another thread; not those below.
  std::uint64_t system_calls = 0;
  /// System calls inside g_mutex_lock, g_mutex_unlock, g_bit_lock and g_bit_unlock: another thread
  /// wanted the same lock, or one with which GLib shares its list of waiters.
  std::uint64_t contentions = 0;
  /// Sleeps, and waits on a condition of the C library (std::condition_variable uses one).
  std::uint64_t waits = 0;

  Counts& operator+=(const Counts& other) noexcept {
    allocations += other.allocations;
    frees += other.frees;
    locks += other.locks;
    system_calls += other.system_calls;
    contentions += other.contentions;
    waits += other.waits;
    return *this;
  }
};

/// Starts to count the calls of this thread only, from zero.
void start() noexcept;
/// Stops counting and returns the counts.
Counts stop() noexcept;

}  // namespace allocation_counter
