// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/step_energy.h"

#include <algorithm>
#include <array>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_sums_up_to_each_sample) {
  MemoryBudget budget;
  StepEnergy energy;
  ck_assert(energy.prepare(budget, 16));
  energy.sum_samples(std::array{1.0F, -2.0F, 3.0F});
  ck_assert_uint_eq(energy.steps(), 3);
  ck_assert(std::vector(energy.up_to(), energy.up_to() + 4) ==
            (std::vector{0.0F, 1.0F, 5.0F, 14.0F}));
}
END_TEST

START_TEST(test_sums_up_to_each_step_of_samples) {
  MemoryBudget budget;
  StepEnergy energy;
  ck_assert(energy.prepare(budget, 16));
  const std::vector<float> even(8, 1.0F);
  const std::vector<float> odd(8, 2.0F);
  for (const std::size_t step : {2U, 4U, 8U}) {
    energy.sum_steps({even.data(), odd.data()}, 16 / step, step);
    ck_assert_uint_eq(energy.steps(), 16 / step);
    for (std::size_t n = 0; n <= 16 / step; ++n)
      ck_assert_float_eq(energy.up_to()[n], 2.5F * static_cast<float>(n * step));
  }
}
END_TEST

START_TEST(test_the_part_that_a_lag_compares) {
  MemoryBudget budget;
  StepEnergy energy;
  ck_assert(energy.prepare(budget, 4));
  energy.sum_samples(std::array{1.0F, 1.0F, 1.0F, 3.0F});
  // At a lag of 1, 1 + 1 + 1 and 1 + 1 + 9 of twice 12; beyond the end nothing.
  ck_assert_double_eq_tol(energy.compared_part(0), 1.0, 1e-6);
  ck_assert_double_eq_tol(energy.compared_part(1), 14.0 / 24.0, 1e-6);
  ck_assert_double_eq_tol(energy.compared_part(9), 0.0, 1e-6);
}
END_TEST

START_TEST(test_the_quietest_periods) {
  MemoryBudget budget;
  StepEnergy energy;
  ck_assert(energy.prepare(budget, 64));
  std::vector<float> samples(64, 1.0F);
  energy.sum_samples(samples);
  for (const double period : {1.5, 8.0, 31.0, 53.0})
    ck_assert_double_eq_tol(energy.quietest_part(period), 1.0, 1e-6);
  // Two periods of 4 are an eighth and fit in; a period of 32 has 22 of the 54 loud samples.
  for (std::size_t n = 20; n < 30; ++n) samples[n] = 0.0F;
  energy.sum_samples(samples);
  ck_assert_double_eq_tol(energy.quietest_part(4.0), 0.0, 1e-6);
  ck_assert_double_eq_tol(energy.quietest_part(32.0), 22.0 / 32.0 * 64.0 / 54.0, 1e-6);
}
END_TEST

START_TEST(test_no_period_of_a_train_of_pulses_is_quiet) {
  MemoryBudget budget;
  StepEnergy energy;
  ck_assert(energy.prepare(budget, 64));
  std::vector<float> samples(64);
  for (std::size_t n = 3; n < 64; n += 16) samples[n] = 1.0F;
  energy.sum_samples(samples);
  ck_assert_double_eq_tol(energy.quietest_part(16.0), 1.0, 1e-6);
  ck_assert_double_eq_tol(energy.quietest_part(8.0), 0.0, 1e-6);
}
END_TEST

START_TEST(test_the_onset_is_before_the_loud_part) {
  MemoryBudget budget;
  StepEnergy energy;
  ck_assert(energy.prepare(budget, 64));
  std::vector<float> samples(64, 1.0F);
  energy.sum_samples(samples);
  ck_assert_uint_eq(energy.onset(), 0);
  // A hundredth of the power up to sample 25; a sixteenth is 4 samples.
  for (std::size_t n = 0; n < 26; ++n) samples[n] = 0.1F;
  energy.sum_samples(samples);
  ck_assert_uint_eq(energy.onset(), 24);
  for (std::size_t n = 26; n < 53; ++n) samples[n] = 0.1F;
  energy.sum_samples(samples);
  ck_assert_uint_eq(energy.onset(), 48);
  std::ranges::reverse(samples);
  energy.sum_samples(samples);
  ck_assert_uint_eq(energy.onset(), 0);
}
END_TEST

int main() {
  return run_tests(
      "step_energy",
      {test_sums_up_to_each_sample, test_sums_up_to_each_step_of_samples,
       test_the_part_that_a_lag_compares, test_the_quietest_periods,
       test_no_period_of_a_train_of_pulses_is_quiet, test_the_onset_is_before_the_loud_part});
}
