// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <cstdint>

// What threads share, they share in atomics of up to 64 bits. Where the machine has no instructions
// for these (MIPS and old Arm of 32 bits), the C++ library would take a lock, and the promise below
// would not hold.
static_assert(std::atomic<std::uint64_t>::is_always_lock_free &&
                  std::atomic<double>::is_always_lock_free &&
                  std::atomic<std::uint32_t>::is_always_lock_free &&
                  std::atomic<void*>::is_always_lock_free && std::atomic<bool>::is_always_lock_free,
              "this machine needs a lock to share 64 bits between threads");

/// Follows the noexcept of a function that the streaming thread calls: neither the function nor its
/// callees allocate, lock or wait. clang proves this where it sees the callee (-Wfunction-effects),
/// and RealtimeSanitizer checks it at run time; other compilers ignore it. Definitions, overriders
/// and inline callees inherit it, which clang 19 does not know yet.
#if defined(__clang__) && __clang_major__ >= 20
#define AUDIOBLOCKS_REALTIME [[clang::nonblocking]]
#else
#define AUDIOBLOCKS_REALTIME
#endif

/// Enclose a call to a function that keeps this promise without declaring it; RealtimeSanitizer
/// still checks the call.
#ifdef __clang__
#define AUDIOBLOCKS_TRUST_BEGIN \
  _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wfunction-effects\"")
#define AUDIOBLOCKS_TRUST_END _Pragma("clang diagnostic pop")
#else
#define AUDIOBLOCKS_TRUST_BEGIN
#define AUDIOBLOCKS_TRUST_END
#endif

/// Suspends RealtimeSanitizer until the end of the scope. For use between the two macros above.
#define AUDIOBLOCKS_UNWATCHED static_cast<void>(0)
#ifdef __has_feature
#if __has_feature(realtime_sanitizer)
#include <sanitizer/rtsan_interface.h>
#undef AUDIOBLOCKS_UNWATCHED
#define AUDIOBLOCKS_UNWATCHED const __rtsan::ScopedDisabler unwatched
#endif
#endif
