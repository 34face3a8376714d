// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/threads/doorbell.h"

#ifdef AUDIOBLOCKS_FUTEX
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>
#endif

namespace audioblocks {

#ifdef AUDIOBLOCKS_FUTEX

// The bare system call, because std::atomic's wait and notify share a table of waiters between
// objects, spin before they sleep and wake all that collide there.

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

namespace {

// On machines of 32 bits with a time of 64, only this one takes the time that std::timespec is.
#ifdef SYS_futex_time64
constexpr long timed_futex = sizeof(timespec::tv_sec) > sizeof(long) ? SYS_futex_time64 : SYS_futex;
#else
constexpr long timed_futex = SYS_futex;
#endif

}  // namespace

void Doorbell::sleep() noexcept {
  // Returns on a ring, on a signal, and at once if the word has changed: the caller looks again.
  syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, asleep, nullptr, nullptr, 0);
}

void Doorbell::sleep_for(std::chrono::milliseconds time) noexcept {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  timespec timeout{};
  timeout.tv_sec = static_cast<std::time_t>(seconds.count());
  timeout.tv_nsec = static_cast<long>(std::chrono::nanoseconds(time - seconds).count());
  syscall(timed_futex, &word_, FUTEX_WAIT_PRIVATE, dozing, &timeout, nullptr, 0);
}

void Doorbell::wake() noexcept {
  // The one system call of the streaming thread. It does not wait for the thread that it wakes.
  AUDIOBLOCKS_TRUST_BEGIN
  AUDIOBLOCKS_UNWATCHED;
  syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  AUDIOBLOCKS_TRUST_END
}

#else

void Doorbell::sleep() noexcept {
  std::unique_lock lock(mutex_);
  condition_.wait(lock, [this] { return word_.load() != asleep; });
}

void Doorbell::sleep_for(std::chrono::milliseconds time) noexcept {
  std::unique_lock lock(mutex_);
  condition_.wait_for(lock, time, [this] { return word_.load() != dozing; });
}

void Doorbell::wake() noexcept {
  AUDIOBLOCKS_TRUST_BEGIN
  AUDIOBLOCKS_UNWATCHED;
  {
    // A waiter that has looked at the word is asleep by now.
    const std::lock_guard lock(mutex_);
  }
  condition_.notify_one();
  AUDIOBLOCKS_TRUST_END
}

#endif

}  // namespace audioblocks
