// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

// Before a function: on x86-64 it exists twice, for any processor and with AVX2, and the loader
// picks (GCC manual, "Function Multiversioning"). For loops that Orc has no opcodes for: sums and
// maxima of floats, bit masks, and what runs backwards. Sanitizers instrument the picking too,
// which runs too early for them.
#if defined(__x86_64__) && defined(__ELF__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define AUDIOBLOCKS_CLONES __attribute__((target_clones("avx2", "default")))
// True in the copy with AVX2.
#define AUDIOBLOCKS_HAS_AVX2 (__builtin_cpu_supports("avx2") != 0)
#else
#define AUDIOBLOCKS_CLONES
#define AUDIOBLOCKS_HAS_AVX2 false
#endif
