// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#ifdef __SSE__
#include <xmmintrin.h>
#endif

namespace audioblocks {

/// Keeps the thread's floating-point mode for the rest of the scope. On x86 a program that Orc made
/// of float opcodes flushes denormals to zero and leaves the thread doing so, because what it
/// restores is not what it found (0.4.33 to 0.4.42: orc_sse_set_mxcsr, orc_sse_restore_mxcsr).
class FloatMode {
 public:
#ifdef __SSE__
  FloatMode() noexcept : mode_(_mm_getcsr()) {}
  ~FloatMode() { _mm_setcsr(mode_); }
#else
  FloatMode() noexcept {}
  ~FloatMode() {}
#endif
  FloatMode(const FloatMode&) = delete;
  FloatMode& operator=(const FloatMode&) = delete;

 private:
  unsigned mode_ = 0;
};

}  // namespace audioblocks
