// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/kernels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

/// Around the widths of SIMD registers, and one long enough for many of them.
std::vector<std::size_t> lengths() {
  std::vector<std::size_t> lengths;
  for (std::size_t length = 0; length <= 70; ++length) lengths.push_back(length);
  lengths.push_back(2047);
  return lengths;
}

/// Beyond what is to be written; must stay.
constexpr float untouched = 77.0F;

/// Floats so many places after a boundary of SIMD registers, and one more that must stay.
class Misaligned {
 public:
  Misaligned(std::size_t places, const std::vector<float>& values)
      : places_(places), count_(values.size()) {
    std::ranges::copy(values, data());
    data()[count_] = untouched;
  }
  Misaligned(std::size_t places, std::size_t count)
      : Misaligned(places, std::vector<float>(count, untouched)) {}

  [[nodiscard]] float* data() { return values_.data() + places_; }
  [[nodiscard]] float operator[](std::size_t i) const { return values_[places_ + i]; }
  [[nodiscard]] bool is_intact() const { return (*this)[count_] == untouched; }

 private:
  std::size_t places_;
  std::size_t count_;
  alignas(64) std::array<float, 2200> values_{};
};

/// Runs a test over lengths, and over places of its arrays.
template <class Test>
void at_all_places(Test test) {
  for (const std::size_t length : lengths())
    for (const std::size_t place : {0U, 1U, 2U, 3U, 7U}) test(length, place);
}

}  // namespace

START_TEST(test_energy) {
  for (const std::size_t length : lengths()) {
    const std::vector<float> x = make_noise(length, 0.3, 1);
    double sum = 0.0;
    float peak = 0.0F;
    for (const float value : x) {
      sum += static_cast<double>(value) * static_cast<double>(value);
      peak = std::max(peak, std::abs(value));
    }
    const kernels::Energy energy = kernels::energy(x.data(), length);
    ck_assert_double_eq_tol(energy.sum, sum, 1e-12 * (1.0 + sum));
    ck_assert_float_eq(energy.peak, peak);
  }
}
END_TEST

START_TEST(test_energy_of_extremes) {
  const std::vector<float> x(100, -3e38F);
  const kernels::Energy energy = kernels::energy(x.data(), x.size());
  ck_assert_double_eq_tol(energy.sum / 9e78, 1.0, 1e-6);
  ck_assert_float_eq(energy.peak, 3e38F);
}
END_TEST

START_TEST(test_weigh) {
  at_all_places([](std::size_t length, std::size_t place) {
    Misaligned x(place, make_noise(length, 0.3, 2));
    Misaligned weights(place + 1, make_noise(length, 1.0, 3));
    Misaligned out(place + 2, length);
    kernels::weigh(x.data(), weights.data(), 0.25F, length, out.data());
    for (std::size_t i = 0; i < length; ++i) {
      // A processor may calculate with more digits than it stores.
      const volatile float expected = x[i] * 0.25F * weights[i];
      ck_assert_float_eq(out[i], expected);
    }
    ck_assert(out.is_intact());
  });
}
END_TEST

START_TEST(test_weigh_in_place) {
  at_all_places([](std::size_t length, std::size_t place) {
    Misaligned x(place, make_noise(length, 0.3, 2));
    Misaligned weights(place + 1, make_noise(length, 1.0, 3));
    const Misaligned before = x;
    kernels::weigh(x.data(), weights.data(), 1.0F, length, x.data());
    for (std::size_t i = 0; i < length; ++i) {
      const volatile float expected = before[i] * weights[i];
      ck_assert_float_eq(x[i], expected);
    }
    ck_assert(x.is_intact());
  });
}
END_TEST

START_TEST(test_add_scaled) {
  at_all_places([](std::size_t length, std::size_t place) {
    Misaligned x(place, make_noise(length, 0.3, 4));
    Misaligned sum(place + 1, make_noise(length, 1.0, 5));
    const Misaligned before = sum;
    kernels::add_scaled(x.data(), 0.5F, length, sum.data());
    for (std::size_t i = 0; i < length; ++i)
      ck_assert_float_eq_tol(sum[i], before[i] + x[i] * 0.5F, 1e-6F);
    ck_assert(sum.is_intact());
  });
}
END_TEST

START_TEST(test_power_spectrum) {
  at_all_places([](std::size_t length, std::size_t place) {
    Misaligned real(place, make_noise(length, 0.3, 6));
    Misaligned imaginary(place + 1, make_noise(length, 0.3, 7));
    Misaligned powers(place + 2, length);
    kernels::power_spectrum(real.data(), imaginary.data(), length, powers.data());
    for (std::size_t k = 0; k < length; ++k)
      ck_assert_float_eq_tol(powers[k], real[k] * real[k] + imaginary[k] * imaginary[k], 1e-6F);
    ck_assert(powers.is_intact());
  });
}
END_TEST

START_TEST(test_deinterleave) {
  for (const std::size_t length : lengths())
    for (const std::size_t place : {0U, 1U, 2U, 3U, 7U}) {
      // The pairs on whole pairs.
      std::vector<float> pairs = make_noise(2 * (place + length), 0.3, 12);
      Misaligned first(place + 1, length);
      Misaligned second(place + 2, length);
      const float* from = pairs.data() + 2 * place;
      kernels::deinterleave(from, length, first.data(), second.data());
      for (std::size_t i = 0; i < length; ++i) {
        ck_assert_float_eq(first[i], from[2 * i]);
        ck_assert_float_eq(second[i], from[2 * i + 1]);
      }
      ck_assert(first.is_intact() && second.is_intact());
    }
}
END_TEST

START_TEST(test_sums) {
  for (const std::size_t length : lengths()) {
    const std::vector<float> a = make_noise(length, 0.3, 8);
    const std::vector<float> b = make_noise(length, 0.3, 9);
    double sum = 0.0;
    double dot = 0.0;
    for (std::size_t i = 0; i < length; ++i) {
      sum += static_cast<double>(a[i]);
      dot += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    ck_assert_double_eq_tol(kernels::sum(a.data(), length), sum, 1e-12);
    ck_assert_float_eq_tol(kernels::rough_sum(a.data(), length), static_cast<float>(sum), 1e-4F);
    ck_assert_float_eq_tol(kernels::dot(a.data(), b.data(), length), static_cast<float>(dot),
                           1e-4F);
  }
}
END_TEST

START_TEST(test_the_sum_of_equal_values_is_exact) {
  const std::vector<float> x(2047, 0.1F);
  ck_assert_double_eq(kernels::sum(x.data(), x.size()), 2047.0 * static_cast<double>(0.1F));
}
END_TEST

START_TEST(test_least_and_greatest) {
  for (const std::size_t length : lengths()) {
    const std::vector<float> x = make_noise(length, 0.3, 10);
    float least = -0.1F;
    float greatest = 0.1F;
    for (const float value : x) {
      least = std::min(least, value);
      greatest = std::max(greatest, value);
    }
    ck_assert_float_eq(kernels::least(x.data(), length, -0.1F), least);
    ck_assert_float_eq(kernels::greatest(x.data(), length, 0.1F), greatest);
  }
}
END_TEST

START_TEST(test_mark_maxima) {
  for (const std::size_t length : lengths()) {
    // Few different values, so that there are plateaus and zeros.
    std::vector<float> x = make_noise(length + 2, 3.0, 11);
    for (float& value : x) value = std::round(value);
    std::vector<std::uint64_t> maxima(length / 64 + 2, ~std::uint64_t{0});
    std::vector<std::uint64_t> gaps(maxima);
    kernels::mark_maxima(x.data() + 1, length, maxima.data(), gaps.data());
    const std::size_t words = (length + 63) / 64;
    for (std::size_t i = 0; i < 64 * words; ++i) {
      const float* value = x.data() + 1 + i;
      const bool is_gap = i < length && value[0] <= 0.0F;
      const bool is_maximum =
          i < length && value[0] > 0.0F && value[0] >= value[-1] && value[0] > value[1];
      ck_assert_int_eq((maxima[i / 64] >> i % 64) & 1, is_maximum);
      ck_assert_int_eq((gaps[i / 64] >> i % 64) & 1, is_gap);
    }
    ck_assert(maxima[words] == ~std::uint64_t{0} && gaps[words] == ~std::uint64_t{0});
  }
}
END_TEST

START_TEST(test_moments) {
  for (const std::size_t length : lengths()) {
    std::vector<float> powers = make_noise(length, 0.3, 6);
    for (float& power : powers) power *= power;
    const kernels::Moments moments = kernels::moments(powers.data(), length);
    double power = 0.0;
    double bin_power = 0.0;
    float highest = 0.0F;
    for (std::size_t k = 0; k < length; ++k) {
      power += static_cast<double>(powers[k]);
      bin_power += static_cast<double>(k) * static_cast<double>(powers[k]);
      highest = std::max(highest, powers[k]);
    }
    ck_assert_double_eq_tol(moments.power, power, 1e-5 * (1.0 + power));
    ck_assert_double_eq_tol(moments.bin_power, bin_power, 1e-5 * (1.0 + bin_power));
    ck_assert_float_eq(moments.highest, highest);
  }
}
END_TEST

namespace {

/// Checks one of kernels::from_… over lengths, channels and addresses.
template <class T>
void check_conversion(void (*convert)(kernels::InterleavedChannel, std::size_t, float*) noexcept,
                      double full_scale, const std::vector<T>& pattern) {
  at_all_places([&](std::size_t length, std::size_t place) {
    for (const std::size_t channels : {1U, 2U, 3U, 8U}) {
      // At every second place not even whole values.
      const std::size_t offset = place * sizeof(T) + place % 2;
      std::vector<std::byte> bytes(offset + length * channels * sizeof(T));
      std::byte* frames = bytes.data() + offset;
      for (std::size_t i = 0; i < length * channels; ++i)
        std::memcpy(frames + i * sizeof(T), &pattern[i % pattern.size()], sizeof(T));
      for (std::size_t channel = 0; channel < channels; ++channel) {
        Misaligned out(place + 1, length);
        convert({.frames = frames, .channels = channels, .channel = channel}, length, out.data());
        for (std::size_t i = 0; i < length; ++i) {
          const auto value =
              static_cast<double>(pattern[(i * channels + channel) % pattern.size()]);
          ck_assert_float_eq(out[i], static_cast<float>(value / full_scale));
        }
        ck_assert(out.is_intact());
      }
    }
  });
}

std::uint32_t bits_of(float value) { return std::bit_cast<std::uint32_t>(value); }

}  // namespace

START_TEST(test_chunk_energy) {
  for (const std::size_t length : lengths()) {
    const std::vector<float> x = make_noise(length + 1, 0.3, 15);
    double all = 0.0;
    double high = 0.0;
    for (std::size_t n = 1; n <= length; ++n) {
      all += static_cast<double>(x[n]) * static_cast<double>(x[n]);
      const double step = static_cast<double>(x[n]) - static_cast<double>(x[n - 1]);
      high += step * step;
    }
    const kernels::ChunkEnergy energy = kernels::chunk_energy(x.data() + 1, length);
    ck_assert_double_eq_tol(static_cast<double>(energy.all), all, 1e-5 * (1.0 + all));
    ck_assert_double_eq_tol(static_cast<double>(energy.high), high, 1e-5 * (1.0 + high));
  }
}
END_TEST

START_TEST(test_conversions) {
  check_conversion<std::int16_t>(kernels::from_s16, 32768.0, {0, 1, -1, 32767, -32768, 12345, -7});
  check_conversion<std::int32_t>(kernels::from_s32, 2147483648.0,
                                 {0, 1 << 20, -(1 << 20), INT32_MAX, INT32_MIN, 123456789, -7});
  check_conversion<float>(kernels::from_f32, 1.0, {0.0F, 1.0F, -1.0F, 0.5F, 3e38F, -1e-30F, 2.0F});
}
END_TEST

START_TEST(test_the_floating_point_mode_is_kept) {
  const std::vector<float> x = make_noise(64, 0.3, 14);
  std::vector<float> out(64);
  const auto* frames = reinterpret_cast<const std::byte*>(x.data());
  const std::initializer_list<std::function<void()>> calls{
      [&] { kernels::from_s16({.frames = frames}, 64, out.data()); },
      [&] { kernels::from_s32({.frames = frames}, 64, out.data()); },
      [&] { kernels::from_f32({.frames = frames}, 64, out.data()); },
      [&] { kernels::deinterleave(x.data(), 32, out.data(), out.data() + 32); },
      [&] { kernels::weigh(x.data(), x.data(), 1.0F, 64, out.data()); },
      [&] { kernels::add_scaled(x.data(), 1.0F, 64, out.data()); },
      [&] { kernels::power_spectrum(x.data(), x.data(), 64, out.data()); }};
  for (const auto& call : calls) {
    call();
    const volatile float denormal = 1e-40F;
    ck_assert(denormal * 0.5F > 0.0F);
  }
}
END_TEST

START_TEST(test_usable_floats) {
  const float least = std::numeric_limits<float>::min();
  const std::vector<std::uint32_t> bad{bits_of(std::numeric_limits<float>::quiet_NaN()),
                                       bits_of(-std::numeric_limits<float>::quiet_NaN()),
                                       bits_of(std::numeric_limits<float>::infinity()),
                                       bits_of(-std::numeric_limits<float>::infinity()),
                                       bits_of(least) - 1,
                                       bits_of(-least) - 1,
                                       1U,
                                       0x80000001U};
  const std::vector<std::uint32_t> good{
      bits_of(0.0F),   bits_of(-0.0F), bits_of(least),
      bits_of(-least), bits_of(1.0F),  bits_of(-std::numeric_limits<float>::max())};
  for (const std::size_t length : lengths()) {
    std::vector<std::uint32_t> values(length);
    for (std::size_t i = 0; i < length; ++i) values[i] = good[i % good.size()];
    const auto* bytes = reinterpret_cast<const std::byte*>(values.data());
    ck_assert(kernels::are_usable(bytes, length));
    if (length > 70) continue;
    for (std::size_t at = 0; at < length; ++at) {
      const std::uint32_t before = std::exchange(values[at], bad[at % bad.size()]);
      ck_assert(!kernels::are_usable(bytes, length));
      values[at] = before;
    }
  }
}
END_TEST

int main() {
  kernels::prepare();
  return run_tests(
      "kernels",
      {test_energy, test_energy_of_extremes, test_sums, test_the_sum_of_equal_values_is_exact,
       test_least_and_greatest, test_moments, test_weigh, test_weigh_in_place, test_add_scaled,
       test_power_spectrum, test_deinterleave, test_mark_maxima, test_chunk_energy,
       test_conversions, test_the_floating_point_mode_is_kept, test_usable_floats});
}
