// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/window.h"

#include <complex>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_values_by_hand) {
  MemoryBudget budget;
  Window window;
  ck_assert(window.prepare(WindowType::hann, 8, budget));
  ck_assert_float_eq_tol(window.samples()[0], 0.0F, 1e-7F);
  ck_assert_float_eq_tol(window.samples()[2], 0.5F, 1e-7F);
  ck_assert_float_eq_tol(window.samples()[4], 1.0F, 1e-7F);
  ck_assert(window.prepare(WindowType::hamming, 8, budget));
  ck_assert_float_eq_tol(window.samples()[0], 0.08F, 1e-7F);
  ck_assert_float_eq_tol(window.samples()[2], 0.54F, 1e-7F);
  ck_assert_float_eq_tol(window.samples()[4], 1.0F, 1e-7F);
  ck_assert(window.prepare(WindowType::blackman, 8, budget));
  ck_assert_float_eq_tol(window.samples()[0], 0.0F, 1e-7F);
  ck_assert_float_eq_tol(window.samples()[2], 0.34F, 1e-7F);
  ck_assert_float_eq_tol(window.samples()[4], 1.0F, 1e-7F);
}
END_TEST

START_TEST(test_is_periodic) {
  MemoryBudget budget;
  for (const WindowType type : all_windows)
    for (const std::size_t size : all_block_sizes()) {
      Window window;
      ck_assert(window.prepare(type, size, budget));
      ck_assert_uint_eq(window.size(), size);
      for (std::size_t n = 1; n < size; ++n)
        ck_assert_float_eq_tol(window.samples()[n], window.samples()[size - n], 1e-6F);
    }
}
END_TEST

START_TEST(test_gains_are_those_of_the_cosine_sum) {
  struct Gains {
    WindowType type;
    // Mean of w: a0. Mean of w²: a0² + (a1² + a2²)/2.
    double coherent;
    double noise;
  };
  constexpr std::size_t size = 1024;
  MemoryBudget budget;
  Window window;
  for (const Gains& gains :
       {Gains{WindowType::hann, 0.5, 0.375}, Gains{WindowType::hamming, 0.54, 0.3974},
        Gains{WindowType::blackman, 0.42, 0.3046}}) {
    ck_assert(window.prepare(gains.type, size, budget));
    ck_assert_double_eq_tol(window.sum(size) / size, gains.coherent, 1e-6);
    ck_assert_double_eq_tol(window.energy(size) / size, gains.noise, 1e-6);
  }
}
END_TEST

START_TEST(test_part_of_a_window) {
  // Hann of 8, first half: 0, 0.1464, 0.5, 0.8536.
  MemoryBudget budget;
  Window window;
  ck_assert(window.prepare(WindowType::hann, 8, budget));
  ck_assert_double_eq_tol(window.sum(4), 1.5, 1e-6);
  ck_assert_double_eq_tol(window.energy(4), 1.0, 1e-6);
  ck_assert_double_eq_tol(window.sum(8), 4.0, 1e-6);
  ck_assert_double_eq_tol(window.energy(8), 3.0, 1e-6);
  ck_assert_double_eq(window.sum(0), 0.0);
  ck_assert_double_eq(window.energy(0), 0.0);
}
END_TEST

START_TEST(test_transform_is_the_sum_it_stands_for) {
  MemoryBudget budget;
  for (const WindowType type : all_windows)
    for (const std::size_t valid : {1U, 100U, 255U, 256U})
      for (const double f : {0.0, 1e-5, 0.5 / 256, 1.0 / 256, 2.0 / 256, 0.013, 0.25, 0.5, -0.1}) {
        Window window;
        ck_assert(window.prepare(type, 256, budget));
        std::complex<double> sum;
        for (std::size_t n = 0; n < valid; ++n)
          // The ends of a window may lie just below 0, which std::polar takes for no radius.
          sum += double{window.samples()[n]} *
                 std::polar(1.0, -2.0 * std::numbers::pi * f * static_cast<double>(n));
        ck_assert_double_lt(std::abs(window.transform(f, valid) - sum), 1e-4);
      }
}
END_TEST

START_TEST(test_is_refused_by_a_full_budget) {
  MemoryBudget budget(1000);
  {
    Window window;
    ck_assert(!window.prepare(WindowType::hann, 1024, budget));
    ck_assert_uint_eq(window.size(), 0);
    ck_assert_uint_eq(budget.current(), 0);
    ck_assert(window.prepare(WindowType::hann, 128, budget));
    ck_assert_uint_eq(budget.current(MemoryKind::scratch), 512);
  }
  ck_assert_uint_eq(budget.current(), 0);
}
END_TEST

int main() {
  return run_tests("window",
                   {test_values_by_hand, test_is_periodic, test_gains_are_those_of_the_cosine_sum,
                    test_part_of_a_window, test_transform_is_the_sum_it_stands_for,
                    test_is_refused_by_a_full_budget});
}
