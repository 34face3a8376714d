// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/note_summary.h"

#include <cmath>
#include <limits>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_the_median_of_odd_and_of_even_numbers_of_blocks) {
  NoteSummary summary;
  for (const double cents : {30.0, -20.0, 3.0}) summary.add(cents, -20.0, 1.0);
  ck_assert_double_eq(summary.median_cents(), 3.0);
  summary.add(9.0, -20.0, 1.0);
  ck_assert_double_eq(summary.median_cents(), 6.0);
}
END_TEST

START_TEST(test_what_does_not_show_the_note_is_left_out) {
  NoteSummary summary;
  summary.add(5.0, -20.0, 0.8);
  for (const double cents : {-1200.0, 1200.0, 76.0, std::numeric_limits<double>::quiet_NaN()})
    summary.add(cents, 0.0, 0.1);
  ck_assert_double_eq(summary.median_cents(), 5.0);
  ck_assert_double_eq_tol(summary.level(), -20.0, 1e-9);
  ck_assert_double_eq_tol(summary.clarity(), 0.8, 1e-9);
}
END_TEST

START_TEST(test_level_and_clarity_are_means) {
  NoteSummary summary;
  summary.add(0.0, 0.0, 1.0);
  summary.add(0.0, -200.0, 0.5);
  ck_assert_double_eq_tol(summary.level(), -3.0103, 1e-4);
  ck_assert_double_eq_tol(summary.clarity(), 0.75, 1e-9);
}
END_TEST

START_TEST(test_an_empty_summary_is_finite) {
  NoteSummary summary;
  summary.add(0.0, -20.0, 1.0);
  summary.begin();
  ck_assert_double_eq(summary.median_cents(), 0.0);
  ck_assert_double_eq(summary.clarity(), 0.0);
  ck_assert(std::isfinite(summary.level()));
}
END_TEST

int main() {
  return run_tests("note_summary",
                   {test_the_median_of_odd_and_of_even_numbers_of_blocks,
                    test_what_does_not_show_the_note_is_left_out, test_level_and_clarity_are_means,
                    test_an_empty_summary_is_finite});
}
