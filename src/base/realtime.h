// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

/// Stands behind the noexcept of a function that the streaming thread calls: the function does not
/// allocate, lock or wait, nor does anything it calls. clang proves this where it sees the callee
/// (-Wfunction-effects), RealtimeSanitizer where the code runs; other compilers ignore it.
/// Definitions, overriders and inline functions that are called inherit it.
#ifdef __clang__
#define AUDIOBLOCKS_REALTIME [[clang::nonblocking]]
#else
#define AUDIOBLOCKS_REALTIME
#endif

/// Encloses a call to a function that keeps this promise without being marked; RealtimeSanitizer
/// goes on watching.
#ifdef __clang__
#define AUDIOBLOCKS_TRUST_BEGIN \
  _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wfunction-effects\"")
#define AUDIOBLOCKS_TRUST_END _Pragma("clang diagnostic pop")
#else
#define AUDIOBLOCKS_TRUST_BEGIN
#define AUDIOBLOCKS_TRUST_END
#endif

/// RealtimeSanitizer looks away from here to the end of the scope. Only where a call is trusted.
#define AUDIOBLOCKS_UNWATCHED static_cast<void>(0)
#ifdef __has_feature
#if __has_feature(realtime_sanitizer)
#include <sanitizer/rtsan_interface.h>
#undef AUDIOBLOCKS_UNWATCHED
#define AUDIOBLOCKS_UNWATCHED const __rtsan::ScopedDisabler unwatched
#endif
#endif
