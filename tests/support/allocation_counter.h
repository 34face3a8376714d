// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstdint>

namespace allocation_counter {

/// What one thread called in a span of time.
struct Counts {
  /// malloc, calloc, realloc, posix_memalign, aligned_alloc, memalign; new is one of them.
  std::uint64_t allocations = 0;
  /// free, of anything but NULL.
  std::uint64_t frees = 0;
  /// pthread_mutex_lock, g_mutex_lock and pthread_rwlock_rdlock/wrlock; a GRecMutex is a pthread
  /// mutex. Tries count.
  std::uint64_t locks = 0;
  /// Calls through syscall(), a futex' wake of another thread among them; not those below.
  std::uint64_t system_calls = 0;
  /// System calls inside g_mutex_lock and g_mutex_unlock: another thread wanted the same mutex.
  std::uint64_t contentions = 0;
  /// Sleeps, and waits at a condition of the C library's (std::condition_variable is one).
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

/// From here on the calls of this thread, and of no other, are counted from zero.
void start() noexcept;
/// No longer; what was counted.
Counts stop() noexcept;

}  // namespace allocation_counter
