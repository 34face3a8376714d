// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "src/base/realtime.h"

namespace audioblocks::kernels {

// The loops over samples and bins that most of the time goes into. Arrays need no alignment beyond
// that of a float unless stated, and may be the same but not overlap otherwise.

/// Compiles the Orc programs for this processor, once in a process, on any thread. A class that
/// calls one of them calls this in its own prepare().
void prepare() noexcept;

// Orc programs (kernels.orc): they take fewer than 2^31 values and may take denormals for zero.

/// One channel of interleaved frames, at any address.
struct InterleavedChannel {
  const std::byte* frames = nullptr;
  std::size_t channels = 1;
  std::size_t channel = 0;
};

/// The machine's own 16-bit integers, 32-bit integers or floats, as floats of full scale ±1.
void from_s16(InterleavedChannel values, std::size_t count,
              float* out) noexcept AUDIOBLOCKS_REALTIME;
void from_s32(InterleavedChannel values, std::size_t count,
              float* out) noexcept AUDIOBLOCKS_REALTIME;
void from_f32(InterleavedChannel values, std::size_t count,
              float* out) noexcept AUDIOBLOCKS_REALTIME;

/// first[i] = pairs[2·i], second[i] = pairs[2·i + 1]. `pairs` is aligned to two floats.
void deinterleave(const float* pairs, std::size_t count, float* first,
                  float* second) noexcept AUDIOBLOCKS_REALTIME;

/// out = x · scale · weights.
void weigh(const float* x, const float* weights, float scale, std::size_t count,
           float* out) noexcept AUDIOBLOCKS_REALTIME;

/// sum += x · gain.
void add_scaled(const float* x, float gain, std::size_t count,
                float* sum) noexcept AUDIOBLOCKS_REALTIME;

/// powers = real² + imaginary².
void power_spectrum(const float* real, const float* imaginary, std::size_t count,
                    float* powers) noexcept AUDIOBLOCKS_REALTIME;

// C++: sums and maxima, for which Orc has no opcodes of floats, and bit masks. Values must be
// finite unless stated: the file is compiled so that sums may be taken in any order, hence in SIMD
// registers.

/// Σ x² in double precision, which holds the square of any float, and the highest |x|.
struct Energy {
  double sum = 0.0;
  float peak = 0.0F;
};
[[nodiscard]] Energy energy(const float* x, std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

/// Σ x² and Σ (x[n] − x[n−1])², in single precision; the latter is nearly that of the highest
/// octave alone. Reads x[−1] … x[count − 1].
struct ChunkEnergy {
  float all = 0.0F;
  float high = 0.0F;
};
[[nodiscard]] ChunkEnergy chunk_energy(const float* x,
                                       std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

/// Σ x in double precision, exact for equal values.
[[nodiscard]] double sum(const float* x, std::size_t count) noexcept AUDIOBLOCKS_REALTIME;
/// Σ x in single precision, in a third of the time.
[[nodiscard]] float rough_sum(const float* x, std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

/// Σ a·b.
[[nodiscard]] float dot(const float* a, const float* b,
                        std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

/// The least and the greatest of the values and `x`.
[[nodiscard]] float least(const float* values, std::size_t count,
                          float x) noexcept AUDIOBLOCKS_REALTIME;
[[nodiscard]] float greatest(const float* values, std::size_t count,
                             float x) noexcept AUDIOBLOCKS_REALTIME;

/// Σ p, Σ k·p and the highest p of powers p[k].
struct Moments {
  double power = 0.0;
  double bin_power = 0.0;
  float highest = 0.0F;
};
[[nodiscard]] Moments moments(const float* powers, std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

/// Bit i of `maxima`, the lowest of the first word being bit 0: x[i] is positive, no less than
/// x[i − 1] and more than x[i + 1]. Bit i of `gaps`: x[i] is not positive. Reads x[−1] … x[count],
/// writes all words of `count` bits and zeros to their ends.
void mark_maxima(const float* x, std::size_t count, std::uint64_t* maxima,
                 std::uint64_t* gaps) noexcept AUDIOBLOCKS_REALTIME;

/// True if no float among `count`, at any address, is NaN, infinite or denormal.
[[nodiscard]] bool are_usable(const std::byte* floats,
                              std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

}  // namespace audioblocks::kernels
