// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/kernels.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "src/dsp/clones.h"
#include "src/dsp/kernels_orc.h"
#include "src/dsp/processor_state.h"

namespace audioblocks::kernels {

namespace {

template <class T>
[[gnu::always_inline]] inline T value_at(const std::byte* values, std::size_t index) noexcept {
  T value;
  std::memcpy(&value, values + index * sizeof(T), sizeof(T));
  return value;
}

/// Any number of channels, at any address.
template <class T>
void pick(InterleavedChannel from, std::size_t count, float scale, float* out) noexcept {
  for (std::size_t i = 0; i < count; ++i)
    out[i] = static_cast<float>(value_at<T>(from.frames, i * from.channels + from.channel)) * scale;
}

void copy(float* out, const float* values, int count) noexcept { std::copy_n(values, count, out); }

template <class T>
struct Conversion {
  using Program = void (*)(float* out, const T* values, int count);
  /// For a channel by itself, the first of two and the second of two.
  std::array<Program, 3> programs;
  float scale;
};

template <class T>
void convert(const Conversion<T>& with, InterleavedChannel from, std::size_t count,
             float* out) noexcept {
  const auto address = reinterpret_cast<std::uintptr_t>(from.frames);
  if (from.channels > 2 || address % (from.channels * sizeof(T)) != 0) {
    pick<T>(from, count, with.scale, out);
    return;
  }
  const auto program = with.programs[from.channels - 1 + from.channel];
  const ProcessorState kept;
  program(out, reinterpret_cast<const T*>(from.frames), static_cast<int>(count));
}

[[gnu::always_inline]] inline float higher(float a, float b) noexcept { return a > b ? a : b; }
[[gnu::always_inline]] inline float magnitude(float x) noexcept { return x < 0.0F ? -x : x; }
[[gnu::always_inline]] inline double square(float x) noexcept {
  return static_cast<double>(x) * static_cast<double>(x);
}

constexpr std::size_t word_bits = 64;

/// A bit for each of so many values, 1 where `mark` is true.
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

void prepare() noexcept {
  [[maybe_unused]] static const bool done = (audioblocks_orc_compile(), true);
}

// A call of a compiled program looks up its address; neither allocates nor locks.
AUDIOBLOCKS_TRUST_BEGIN

void from_s16(InterleavedChannel values, std::size_t count, float* out) noexcept {
  convert<std::int16_t>(
      {.programs = {audioblocks_orc_s16, audioblocks_orc_s16_first, audioblocks_orc_s16_second},
       .scale = 0x1p-15F},
      values, count, out);
}

void from_s32(InterleavedChannel values, std::size_t count, float* out) noexcept {
  convert<std::int32_t>(
      {.programs = {audioblocks_orc_s32, audioblocks_orc_s32_first, audioblocks_orc_s32_second},
       .scale = 0x1p-31F},
      values, count, out);
}

void from_f32(InterleavedChannel values, std::size_t count, float* out) noexcept {
  convert<float>(
      {.programs = {copy, audioblocks_orc_f32_first, audioblocks_orc_f32_second}, .scale = 1.0F},
      values, count, out);
}

void deinterleave(const float* pairs, std::size_t count, float* first, float* second) noexcept {
  const ProcessorState kept;
  audioblocks_orc_f32_first(first, pairs, static_cast<int>(count));
  audioblocks_orc_f32_second(second, pairs, static_cast<int>(count));
}

void weigh(const float* x, const float* weights, float scale, std::size_t count,
           float* out) noexcept {
  const ProcessorState kept;
  audioblocks_orc_weigh(out, x, weights, scale, static_cast<int>(count));
}

void add_scaled(const float* x, float gain, std::size_t count, float* sum) noexcept {
  const ProcessorState kept;
  audioblocks_orc_add_scaled(sum, x, gain, static_cast<int>(count));
}

void power_spectrum(const float* real, const float* imaginary, std::size_t count,
                    float* powers) noexcept {
  const ProcessorState kept;
  audioblocks_orc_power_spectrum(powers, real, imaginary, static_cast<int>(count));
}

AUDIOBLOCKS_TRUST_END

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

AUDIOBLOCKS_CLONES ChunkEnergy chunk_energy(const float* x, std::size_t count) noexcept {
  float all = 0.0F;
  float high = 0.0F;
  const float* before = x - 1;
  for (std::size_t n = 0; n < count; ++n) {
    const float step = x[n] - before[n];
    all += x[n] * x[n];
    high += step * step;
  }
  return {.all = all, .high = high};
}

AUDIOBLOCKS_CLONES double sum(const float* x, std::size_t count) noexcept {
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i) sum += static_cast<double>(x[i]);
  return sum;
}

AUDIOBLOCKS_CLONES float rough_sum(const float* x, std::size_t count) noexcept {
  float sum = 0.0F;
  for (std::size_t i = 0; i < count; ++i) sum += x[i];
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

AUDIOBLOCKS_CLONES Moments moments(const float* powers, std::size_t count) noexcept {
  const int half = static_cast<int>(count / 2);  // as int, a register of k becomes floats at once
  const float* upper_powers = powers + half;
  float lower = 0.0F;
  float upper = 0.0F;
  float bin_power = 0.0F;
  float highest = 0.0F;
  for (int k = 0; k < half; ++k) {
    lower += powers[k];
    upper += upper_powers[k];
    bin_power += static_cast<float>(k) * (powers[k] + upper_powers[k]);
    highest = higher(highest, higher(powers[k], upper_powers[k]));
  }
  bin_power += static_cast<float>(half) * upper;
  if (count % 2 != 0) {
    const float last = powers[count - 1];
    upper += last;
    bin_power += static_cast<float>(count - 1) * last;
    highest = higher(highest, last);
  }
  return {static_cast<double>(lower + upper), static_cast<double>(bin_power), highest};
}

AUDIOBLOCKS_CLONES void mark_maxima(const float* x, std::size_t count, std::uint64_t* maxima,
                                    std::uint64_t* gaps) noexcept {
  for (std::size_t i = 0; i < count; i += word_bits) {
    const std::size_t bits = count - i < word_bits ? count - i : word_bits;
    if (bits == word_bits || count < word_bits) {
      *maxima++ = marks(x + i, bits, is_maximum);
      *gaps++ = marks(x + i, bits, is_gap);
    } else {
      // The last word's worth of values, the first of which are marked already.
      const float* last = x + count - word_bits;
      *maxima = marks(last, word_bits, is_maximum) >> (word_bits - bits);
      *gaps = marks(last, word_bits, is_gap) >> (word_bits - bits);
    }
  }
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
