// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#ifndef AUDIOBLOCKS_FUTEX
#include <condition_variable>
#include <mutex>
#endif

#include "src/base/realtime.h"

namespace audioblocks {

/// Wakes one sleeping thread. Any thread may ring, one thread at a time may wait.
///
/// ring() never waits. It makes no system call while the other side is awake, and one (futex wake)
/// while it sleeps. nudge() is for what can wait for a while: it leaves a waiter that dozes alone,
/// which looks by itself after its doze.
///
/// No wake-up is lost: the ringer makes the work visible and then rings; the waiter announces its
/// sleep, looks again, and only then sleeps. Both announce by a read-modify-write of one word, so
/// whichever comes second sees what the first did before it, whatever memory order the predicate
/// reads with. The bell must outlive every call of ring(): join or stop the ringers first.
///
/// Without Linux's futex (-Dfutex=disabled), the waiter sleeps at a condition variable. A ring then
/// takes a lock, though only while the waiter sleeps, and the waiter holds it for a few
/// instructions: the promise that the streaming thread never waits rests on the system's scheduler
/// there.
class Doorbell {
 public:
  Doorbell() noexcept = default;
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  /// Makes the waiter look. The streaming thread's side.
  void ring() noexcept AUDIOBLOCKS_REALTIME {
    if (word_.exchange(awake) != awake) wake();
  }

  /// Rings, unless the waiter dozes and so will look by itself.
  void nudge() noexcept AUDIOBLOCKS_REALTIME {
    if (word_.load() == asleep) ring();
  }

  /// Returns as soon as `has_work()` is true. Sleeps while it is false: first for `doze`, which
  /// ring() ends and nudge() does not. Everything that can make it true, an order to stop included,
  /// must be followed by ring() or nudge(). `has_work` is called on this thread, and must not wait
  /// at the same bell.
  template <class Predicate>
  void wait(Predicate has_work, std::chrono::milliseconds doze = {}) noexcept {
    if (has_work()) return;
    if (doze.count() > 0) {
      word_.exchange(dozing);
      if (!has_work()) sleep_for(doze);
    }
    word_.exchange(asleep);
    while (!has_work()) {
      sleep();
      // Before the next announcement, which would make the next ring a system call.
      if (has_work()) break;
      word_.exchange(asleep);
    }
    // A plain store would hide a ring just before it from the next announcement.
    word_.exchange(awake);
  }

 private:
  static constexpr std::uint32_t awake = 0;
  static constexpr std::uint32_t asleep = 1;
  static constexpr std::uint32_t dozing = 2;

  /// Returns once the word is no longer `asleep`, or earlier.
  void sleep() noexcept;
  /// Returns once the word is no longer `dozing`, after that time, or earlier.
  void sleep_for(std::chrono::milliseconds time) noexcept;
  void wake() noexcept AUDIOBLOCKS_REALTIME;

  std::atomic<std::uint32_t> word_{awake};
#ifndef AUDIOBLOCKS_FUTEX
  std::mutex mutex_;
  std::condition_variable condition_;
#endif
};

}  // namespace audioblocks
