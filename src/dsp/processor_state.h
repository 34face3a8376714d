// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#if defined(__SSE__) && defined(__GNUC__)
#define AUDIOBLOCKS_HAS_X86_STATE
#include <immintrin.h>
#endif

namespace audioblocks {

/// Restores, at the end of the scope, what Orc's programs leave changed on x86 (0.4.33 to 0.4.42).
/// Those of float opcodes flush denormals to zero, and the thread goes on doing so: what they
/// restore is not what they found (orc_sse_set_mxcsr, orc_sse_restore_mxcsr). Those with AVX leave
/// the upper halves of registers in use, after which the next SSE instruction may take 100 ns.
class ProcessorState {
 public:
#ifdef AUDIOBLOCKS_HAS_X86_STATE
  ProcessorState() noexcept : float_mode_(_mm_getcsr()) {}
  ~ProcessorState() {
    _mm_setcsr(float_mode_);
    if (__builtin_cpu_supports("avx") != 0) clear_upper_halves();
  }
#else
  ProcessorState() noexcept {}
  ~ProcessorState() {}
#endif
  ProcessorState(const ProcessorState&) = delete;
  ProcessorState& operator=(const ProcessorState&) = delete;

 private:
#ifdef AUDIOBLOCKS_HAS_X86_STATE
  [[gnu::target("avx")]] static void clear_upper_halves() noexcept { _mm256_zeroupper(); }

  unsigned float_mode_;
#endif
};

}  // namespace audioblocks
