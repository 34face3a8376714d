// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/fft.h"

#include <complex>
#include <thread>

#include "src/memory/aligned_array.h"
#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

#ifdef AUDIOBLOCKS_FFTW
constexpr std::initializer_list<FftFactory> back_ends{make_fftw_fft, make_gst_fft};
#else
constexpr std::initializer_list<FftFactory> back_ends{make_gst_fft};
#endif

struct Arrays {
  MemoryBudget budget;
  AlignedArray<float> time;
  AlignedArray<float> real;
  AlignedArray<float> imaginary;

  explicit Arrays(std::size_t size) {
    ck_assert(time.allocate(budget, MemoryKind::scratch, size));
    ck_assert(real.allocate(budget, MemoryKind::scratch, size / 2 + 1));
    ck_assert(imaginary.allocate(budget, MemoryKind::scratch, size / 2 + 1));
  }
  void transform(Fft& fft) { fft.forward(time.data(), real.data(), imaginary.data()); }
  [[nodiscard]] std::complex<double> value_at(std::size_t bin) const {
    return {static_cast<double>(real[bin]), static_cast<double>(imaginary[bin])};
  }
  void fill(unsigned seed) {
    const auto noise = make_noise(time.size(), 0.3, seed);
    std::ranges::copy(noise, time.data());
  }
  [[nodiscard]] double largest() const {
    double largest = 0.0;
    for (std::size_t k = 0; k < real.size(); ++k)
      largest = std::max(largest, std::abs(value_at(k)));
    return largest;
  }
};

std::vector<std::complex<double>> naive_dft(std::span<const float> time) {
  const std::size_t size = time.size();
  std::vector<std::complex<double>> turns(size);
  for (std::size_t n = 0; n < size; ++n)
    turns[n] = std::polar(
        1.0, -2.0 * std::numbers::pi * static_cast<double>(n) / static_cast<double>(size));
  std::vector<std::complex<double>> result(size / 2 + 1);
  for (std::size_t k = 0; k < result.size(); ++k)
    for (std::size_t n = 0; n < size; ++n)
      result[k] += static_cast<double>(time[n]) * turns[k * n % size];
  return result;
}

}  // namespace

START_TEST(test_fast_sizes_by_hand) {
  ck_assert_uint_eq(fast_fft_size(0), 2);
  ck_assert_uint_eq(fast_fft_size(1), 2);
  ck_assert_uint_eq(fast_fft_size(7), 8);
  ck_assert_uint_eq(fast_fft_size(9), 10);
  ck_assert_uint_eq(fast_fft_size(896), 900);
  ck_assert_uint_eq(fast_fft_size(1024), 1024);
  ck_assert_uint_eq(fast_fft_size(1408), 1440);
  ck_assert_uint_eq(fast_fft_size(1664), 1728);
  ck_assert_uint_eq(fast_fft_size(1792), 1800);
  ck_assert_uint_eq(fast_fft_size(2048), 2048);
}
END_TEST

START_TEST(test_every_back_end_is_the_naive_dft) {
  for (const FftFactory make : back_ends)
    for (const std::size_t size : {2U, 6U, 10U, 256U, 900U, 1920U}) {
      Arrays arrays(size);
      const auto fft = make(arrays.budget, size);
      ck_assert(fft != nullptr);
      arrays.fill(1);
      arrays.transform(*fft);
      const auto expected = naive_dft(arrays.time.span());
      for (std::size_t k = 0; k < expected.size(); ++k)
        ck_assert_double_le(std::abs(arrays.value_at(k) - expected[k]), 1e-5 * arrays.largest());
    }
}
END_TEST

START_TEST(test_back_ends_agree_at_every_block_size) {
#ifdef AUDIOBLOCKS_FFTW
  for (const std::size_t block : all_block_sizes())
    for (const std::size_t size : {fast_fft_size(block), fast_fft_size(2 * block)}) {
      Arrays a(size);
      Arrays b(size);
      const auto fftw = make_fftw_fft(a.budget, size);
      const auto gst = make_gst_fft(b.budget, size);
      ck_assert(fftw != nullptr && gst != nullptr);
      a.fill(2);
      b.fill(2);
      a.transform(*fftw);
      b.transform(*gst);
      for (std::size_t k = 0; k <= size / 2; ++k)
        ck_assert_double_le(std::abs(a.value_at(k) - b.value_at(k)), 1e-4 * a.largest());
    }
#endif
}
END_TEST

START_TEST(test_the_samples_are_left_as_they_were) {
  for (const FftFactory make : back_ends)
    for (const std::size_t block : all_block_sizes()) {
      Arrays arrays(fast_fft_size(block));
      const auto fft = make(arrays.budget, fast_fft_size(block));
      arrays.fill(3);
      const std::vector<float> before(arrays.time.span().begin(), arrays.time.span().end());
      arrays.transform(*fft);
      for (std::size_t n = 0; n < before.size(); ++n) ck_assert_float_eq(arrays.time[n], before[n]);
    }
}
END_TEST

START_TEST(test_sizes_that_cannot_be) {
  MemoryBudget budget;
  for (const FftFactory make : back_ends)
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{7}, SIZE_MAX - 1})
      ck_assert(make(budget, size) == nullptr);
}
END_TEST

START_TEST(test_its_arrays_are_charged_and_may_be_refused) {
  for (const FftFactory make : back_ends) {
    MemoryBudget budget;
    auto fft = make(budget, 1024);
    ck_assert(fft != nullptr);
    // At least the spectrum, as the library leaves it.
    ck_assert_uint_ge(budget.current(MemoryKind::fft), 1024 * sizeof(float));
    ck_assert_uint_eq(budget.current(), budget.current(MemoryKind::fft));
    const std::size_t most = budget.peak();
    fft.reset();
    ck_assert_uint_eq(budget.current(), 0);

    for (std::size_t limit = 0; limit < most; limit += BufferConstants::alignment) {
      budget.set_limit(limit);
      ck_assert(make(budget, 1024) == nullptr);
      ck_assert_uint_eq(budget.current(), 0);
    }
    budget.set_limit(most);
    ck_assert(make(budget, 1024) != nullptr);
  }
}
END_TEST

START_TEST(test_threads_may_plan_at_once) {
  MemoryBudget budget;
  for (const FftFactory make : back_ends) {
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t)
      threads.emplace_back([make, &budget, t] {
        for (std::size_t i = 1; i <= 50; ++i)
          if (make(budget, fast_fft_size(64 * i + t)) == nullptr) std::abort();
      });
    for (std::thread& thread : threads) thread.join();
  }
}
END_TEST

int main() {
  return run_tests(
      "fft", {test_fast_sizes_by_hand, test_every_back_end_is_the_naive_dft,
              test_back_ends_agree_at_every_block_size, test_the_samples_are_left_as_they_were,
              test_sizes_that_cannot_be, test_its_arrays_are_charged_and_may_be_refused,
              test_threads_may_plan_at_once});
}
