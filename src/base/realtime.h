// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

/// Behind the noexcept of a function that the streaming thread calls: it allocates, locks and waits
/// for nothing, nor does what it calls. clang proves that where it sees the callee
/// (-Wfunction-effects) and RealtimeSanitizer where it runs; to other compilers it says nothing.
/// Definitions, overriders and inline functions that are called inherit it.
#ifdef __clang__
#define AUDIOBLOCKS_REALTIME [[clang::nonblocking]]
#else
#define AUDIOBLOCKS_REALTIME
#endif

/// Around a call to what carries no such promise but keeps one; RealtimeSanitizer goes on watching.
#ifdef __clang__
#define AUDIOBLOCKS_TRUST_BEGIN \
  _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wfunction-effects\"")
#define AUDIOBLOCKS_TRUST_END _Pragma("clang diagnostic pop")
#else
#define AUDIOBLOCKS_TRUST_BEGIN
#define AUDIOBLOCKS_TRUST_END
#endif

/// From here to the end of the scope RealtimeSanitizer looks away. Inside what is trusted.
#define AUDIOBLOCKS_UNWATCHED static_cast<void>(0)
#ifdef __has_feature
#if __has_feature(realtime_sanitizer)
#include <sanitizer/rtsan_interface.h>
#undef AUDIOBLOCKS_UNWATCHED
#define AUDIOBLOCKS_UNWATCHED const __rtsan::ScopedDisabler unwatched
#endif
#endif
