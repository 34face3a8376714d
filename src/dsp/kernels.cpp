// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/kernels.h"

#include <cstdint>
#include <cstring>

#include "src/dsp/clones.h"

namespace audioblocks::kernels {

namespace {

template <class T>
[[gnu::always_inline]] inline T value_at(const std::byte* values, std::size_t index) noexcept {
  T value;
  std::memcpy(&value, values + index * sizeof(T), sizeof(T));
  return value;
}

/// The strides of mono and stereo as constants, which the compiler makes shuffles of.
template <class T>
[[gnu::always_inline]] inline void pick(const std::byte* values, std::size_t stride,
                                        std::size_t count, float scale,
                                        float* __restrict out) noexcept {
  if (stride == 1) {
    for (std::size_t i = 0; i < count; ++i)
      out[i] = static_cast<float>(value_at<T>(values, i)) * scale;
  } else if (stride == 2) {
    for (std::size_t i = 0; i < count; ++i)
      out[i] = static_cast<float>(value_at<T>(values, 2 * i)) * scale;
  } else {
    for (std::size_t i = 0; i < count; ++i)
      out[i] = static_cast<float>(value_at<T>(values, i * stride)) * scale;
  }
}

[[gnu::always_inline]] inline float higher(float a, float b) noexcept { return a > b ? a : b; }
[[gnu::always_inline]] inline float magnitude(float x) noexcept { return x < 0.0F ? -x : x; }
[[gnu::always_inline]] inline double square(float x) noexcept {
  return static_cast<double>(x) * static_cast<double>(x);
}

constexpr std::size_t word_bits = 64;

/// Of so many values, a bit each for which `Mark` is true.
template <class Mark>
[[gnu::always_inline]] inline std::uint64_t marks(const float* x, std::size_t count,
                                                  Mark mark) noexcept {
  constexpr std::size_t half = word_bits / 2;
  if (count < word_bits) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count; ++i) bits |= static_cast<std::uint64_t>(mark(x + i)) << i;
    return bits;
  }
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  for (std::uint32_t i = 0; i < half; ++i) {
    low |= mark(x + i) ? std::uint32_t{1} << i : 0U;
    high |= mark(x + half + i) ? std::uint32_t{1} << i : 0U;
  }
  return low | std::uint64_t{high} << half;
}

constexpr auto is_maximum = [](const float* x) {
  const bool is_positive = x[0] > 0.0F;
  const bool is_risen_to = x[0] >= x[-1];
  const bool is_fallen_from = x[0] > x[1];
  return is_positive & is_risen_to & is_fallen_from;  // no branch that noise makes a guess
};
constexpr auto is_gap = [](const float* x) { return !(x[0] > 0.0F); };

}  // namespace

AUDIOBLOCKS_CLONES Energy energy(const float* x, std::size_t count) noexcept {
  double sum = 0.0;
  float peak = 0.0F;
  // Two maxima at once: one alone waits for each comparison.
  const std::size_t half = count / 2;
  for (std::size_t i = 0; i < half; ++i) {
    sum += square(x[i]) + square(x[half + i]);
    peak = higher(peak, higher(magnitude(x[i]), magnitude(x[half + i])));
  }
  if (count % 2 == 0) return {sum, peak};
  return {sum + square(x[count - 1]), higher(peak, magnitude(x[count - 1]))};
}

AUDIOBLOCKS_CLONES double sum(const float* x, std::size_t count) noexcept {
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(x[i]);
  return sum;
}

AUDIOBLOCKS_CLONES float dot(const float* a, const float* b, std::size_t count) noexcept {
  float sum = 0.0F;
  for (std::size_t i = 0; i < count; ++i) sum += a[i] * b[i];
  return sum;
}

AUDIOBLOCKS_CLONES float least(const float* values, std::size_t count, float x) noexcept {
  for (std::size_t i = 0; i < count; ++i) x = values[i] < x ? values[i] : x;
  return x;
}

AUDIOBLOCKS_CLONES float greatest(const float* values, std::size_t count, float x) noexcept {
  for (std::size_t i = 0; i < count; ++i) x = values[i] > x ? values[i] : x;
  return x;
}

AUDIOBLOCKS_CLONES void weigh(const float* x, const float* weights, float scale, std::size_t count,
                              float* __restrict out) noexcept {
  for (std::size_t i = 0; i < count; ++i) out[i] = x[i] * scale * weights[i];
}

AUDIOBLOCKS_CLONES void add_scaled(const float* x, float gain, std::size_t count,
                                   float* __restrict sum) noexcept {
  for (std::size_t i = 0; i < count; ++i) sum[i] += x[i] * gain;
}

AUDIOBLOCKS_CLONES Moments power_spectrum(const float* real, const float* imaginary,
                                          std::size_t count, float* __restrict powers) noexcept {
  const int last = static_cast<int>(count);  // of this type, a register of k becomes floats at once
  float power = 0.0F;
  float bin_power = 0.0F;
  float highest = 0.0F;
  for (int k = 0; k < last; ++k) {
    const auto at = static_cast<std::size_t>(k);
    const float p = real[at] * real[at] + imaginary[at] * imaginary[at];
    powers[at] = p;
    power += p;
    bin_power += static_cast<float>(k) * p;
    highest = p > highest ? p : highest;
  }
  return {static_cast<double>(power), static_cast<double>(bin_power), highest};
}

// Not with AVX2, whose shuffles across the middle of a register take twice as long.
void deinterleave(const float* pairs, std::size_t count, float* __restrict first,
                  float* __restrict second) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    first[i] = pairs[2 * i];
    second[i] = pairs[2 * i + 1];
  }
}

AUDIOBLOCKS_CLONES void mark_maxima(const float* x, std::size_t count, std::uint64_t* maxima,
                                    std::uint64_t* gaps) noexcept {
  for (std::size_t i = 0; i < count; i += word_bits) {
    const std::size_t bits = count - i < word_bits ? count - i : word_bits;
    if (bits == word_bits || count < word_bits) {
      *maxima++ = marks(x + i, bits, is_maximum);
      *gaps++ = marks(x + i, bits, is_gap);
    } else {
      // The last word's worth of values, of which the first are told already.
      const float* last = x + count - word_bits;
      *maxima = marks(last, word_bits, is_maximum) >> (word_bits - bits);
      *gaps = marks(last, word_bits, is_gap) >> (word_bits - bits);
    }
  }
}

AUDIOBLOCKS_CLONES void from_s16(const std::byte* values, std::size_t stride, std::size_t count,
                                 float* out) noexcept {
  pick<std::int16_t>(values, stride, count, 0x1p-15F, out);
}

AUDIOBLOCKS_CLONES void from_s32(const std::byte* values, std::size_t stride, std::size_t count,
                                 float* out) noexcept {
  pick<std::int32_t>(values, stride, count, 0x1p-31F, out);
}

AUDIOBLOCKS_CLONES void from_f32(const std::byte* values, std::size_t stride, std::size_t count,
                                 float* out) noexcept {
  pick<float>(values, stride, count, 1.0F, out);
}

AUDIOBLOCKS_CLONES bool are_usable(const std::byte* floats, std::size_t count) noexcept {
  // As integers: the exponent is neither 0, but for zero itself, nor the highest.
  constexpr std::uint32_t magnitude_bits = 0x7fffffff;
  constexpr std::uint32_t least = 0x00800000;
  constexpr std::uint32_t beyond = 0x7f800000;
  std::uint32_t unusable = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t magnitude = value_at<std::uint32_t>(floats, i) & magnitude_bits;
    const bool is_normal = magnitude - least < beyond - least;
    unusable |= static_cast<std::uint32_t>(!is_normal && magnitude != 0);
  }
  return unusable == 0;
}

}  // namespace audioblocks::kernels
