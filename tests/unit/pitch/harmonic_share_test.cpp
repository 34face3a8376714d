// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/harmonic_share.h"

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_counts_what_is_near_harmonics) {
  MemoryBudget budget;
  HarmonicShare share;
  ck_assert(share.prepare(budget, 64));
  std::vector<float> power(64);
  power[0] = 100.0F;  // does not count
  power[10] = power[20] = 1.0F;
  power[41] = 2.0F;
  ck_assert_double_eq_tol(share.of(power, 10.0, 2.0), 1.0, 1e-6);
  ck_assert_double_eq_tol(share.of(power, 20.0, 2.0), 0.75, 1e-6);
  ck_assert_double_eq_tol(share.of(power, 20.0, 1.0), 0.25, 1e-6);
}
END_TEST

START_TEST(test_of_nothing_there_is_no_share) {
  MemoryBudget budget;
  HarmonicShare share;
  ck_assert(share.prepare(budget, 64));
  ck_assert_double_eq(share.of(std::vector<float>(64), 10.0, 2.0), 0.0);
}
END_TEST

int main() {
  return run_tests("harmonic_share",
                   {test_counts_what_is_near_harmonics, test_of_nothing_there_is_no_share});
}
