// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#if (defined(__x86_64__) || defined(__i386__)) && defined(__GNUC__)
#define AUDIOBLOCKS_HAS_X86_STATE
#include <immintrin.h>
#endif

namespace audioblocks {

/// Restores, at the end of the scope, what Orc's programs leave changed on x86 (0.4.33 to 0.4.42).
/// Those of float opcodes flush denormals to zero, and the thread goes on doing so: what they
/// restore is not what they found (orc_sse_set_mxcsr, orc_sse_restore_mxcsr). Those with AVX leave
/// the upper halves of registers in use, after which the next SSE instruction may take 100 ns. On
/// x86 of 32 bits, Orc uses SSE even where the compiler may not.
class ProcessorState {
 public:
#ifdef AUDIOBLOCKS_HAS_X86_STATE
  ProcessorState() noexcept : float_mode_(has_sse() ? float_mode() : 0U) {}
  ~ProcessorState() {
    if (has_sse()) set_float_mode(float_mode_);
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
#ifdef __SSE__
  static constexpr bool has_sse() noexcept { return true; }
#else
  static bool has_sse() noexcept { return __builtin_cpu_supports("sse") != 0; }
#endif
  [[gnu::target("sse")]] static unsigned float_mode() noexcept { return _mm_getcsr(); }
  [[gnu::target("sse")]] static void set_float_mode(unsigned mode) noexcept { _mm_setcsr(mode); }
  [[gnu::target("avx")]] static void clear_upper_halves() noexcept { _mm256_zeroupper(); }

  unsigned float_mode_;
#endif
};

}  // namespace audioblocks
