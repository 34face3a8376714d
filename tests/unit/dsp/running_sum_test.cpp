// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/running_sum.h"

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_sums_of_any_count) {
  // Whole numbers, so that every sum is exact: n² is the sum of the first n odd ones.
  for (std::size_t count = 0; count < 40; ++count) {
    std::vector<float> odd(count);
    for (std::size_t n = 0; n < count; ++n) odd[n] = static_cast<float>(2 * n + 1);
    std::vector<float> sums(count + 2, -1.0F);
    running_sums(odd.data(), count, sums.data());
    for (std::size_t n = 0; n <= count; ++n) ck_assert_float_eq(sums[n], static_cast<float>(n * n));
    ck_assert_float_eq(sums[count + 1], -1.0F);
  }
}
END_TEST

int main() { return run_tests("running_sum", {test_sums_of_any_count}); }
