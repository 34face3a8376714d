// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/threads/doorbell.h"

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <ctime>
#endif

namespace audioblocks {

#ifdef __linux__

// The bare system call, because std::atomic's wait and notify share a table of waiters between
// objects, spin before they sleep and wake all that collide there.

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t) &&
              std::atomic<std::uint32_t>::is_always_lock_free);

void Doorbell::sleep() noexcept {
  // Returns on a ring, on a signal, and at once if the word has changed: the caller looks again.
  syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, asleep, nullptr, nullptr, 0);
}

void Doorbell::sleep_for(std::chrono::milliseconds time) noexcept {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  const timespec timeout{seconds.count(), std::chrono::nanoseconds(time - seconds).count()};
  syscall(SYS_futex, &word_, FUTEX_WAIT_PRIVATE, dozing, &timeout, nullptr, 0);
}

void Doorbell::wake() noexcept {
  // The one system call of the streaming thread. It does not wait for the thread that it wakes.
  AUDIOBLOCKS_TRUST_BEGIN
  AUDIOBLOCKS_UNWATCHED;
  syscall(SYS_futex, &word_, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
  AUDIOBLOCKS_TRUST_END
}

#else

void Doorbell::sleep() noexcept { word_.wait(asleep); }
// An atomic wait has no time limit, so the waiter goes to sleep at once, and nudge() rings.
void Doorbell::sleep_for(std::chrono::milliseconds /*time*/) noexcept {}
void Doorbell::wake() noexcept { word_.notify_one(); }

#endif

}  // namespace audioblocks
