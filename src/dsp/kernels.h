// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "src/base/realtime.h"

namespace audioblocks::kernels {

// The loops over samples and bins that most of the time goes into. Their file is compiled so that
// sums may be taken in any order, hence in SIMD registers; on x86-64 each exists twice, for any
// processor and with AVX2, and the loader picks (GCC manual, "Function Multiversioning"). All
// values must be finite. No alignment is needed; arrays may not overlap but where they are the
// same.

/// Σ x² in double precision, which holds the square of any float, and the highest |x|.
struct Energy {
  double sum = 0.0;
  float peak = 0.0F;
};
[[nodiscard]] Energy energy(const float* x, std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

/// Σ x in double precision, exact of equal values.
[[nodiscard]] double sum(const float* x, std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

/// Σ a·b.
[[nodiscard]] float dot(const float* a, const float* b,
                        std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

/// The least and the greatest of the values and `x`.
[[nodiscard]] float least(const float* values, std::size_t count,
                          float x) noexcept AUDIOBLOCKS_REALTIME;
[[nodiscard]] float greatest(const float* values, std::size_t count,
                             float x) noexcept AUDIOBLOCKS_REALTIME;

/// out = x · scale · weights.
void weigh(const float* x, const float* weights, float scale, std::size_t count,
           float* out) noexcept AUDIOBLOCKS_REALTIME;

/// sum += x · gain.
void add_scaled(const float* x, float gain, std::size_t count,
                float* sum) noexcept AUDIOBLOCKS_REALTIME;

/// Of powers p[k]: Σ p, Σ k·p, and the highest p.
struct Moments {
  double power = 0.0;
  double bin_power = 0.0;
  float highest = 0.0F;
};
/// powers = real² + imaginary².
[[nodiscard]] Moments power_spectrum(const float* real, const float* imaginary, std::size_t count,
                                     float* powers) noexcept AUDIOBLOCKS_REALTIME;

/// first[i] = pairs[2·i], second[i] = pairs[2·i + 1].
void deinterleave(const float* pairs, std::size_t count, float* first,
                  float* second) noexcept AUDIOBLOCKS_REALTIME;

/// Bit i of `maxima`, the lowest of the first word being bit 0: x[i] is positive, no less than
/// x[i − 1] and more than x[i + 1]. Bit i of `gaps`: x[i] is not positive. Read are x[−1] …
/// x[count], written are all words of `count` bits, beyond which bits are 0.
void mark_maxima(const float* x, std::size_t count, std::uint64_t* maxima,
                 std::uint64_t* gaps) noexcept AUDIOBLOCKS_REALTIME;

/// Every `stride`-th of the machine's own 16-bit integers, 32-bit integers or floats, as floats of
/// full scale ±1. `values` need not be aligned.
void from_s16(const std::byte* values, std::size_t stride, std::size_t count,
              float* out) noexcept AUDIOBLOCKS_REALTIME;
void from_s32(const std::byte* values, std::size_t stride, std::size_t count,
              float* out) noexcept AUDIOBLOCKS_REALTIME;
void from_f32(const std::byte* values, std::size_t stride, std::size_t count,
              float* out) noexcept AUDIOBLOCKS_REALTIME;

/// True if no float among `count` is NaN, infinite or denormal. These may be any bits.
[[nodiscard]] bool are_usable(const std::byte* floats,
                              std::size_t count) noexcept AUDIOBLOCKS_REALTIME;

}  // namespace audioblocks::kernels
