// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pacing/analysis_throttle.h"

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

/// Blocks of 100 ms: ten are a second.
constexpr AnalysisThrottle::Block with(bool late, double load) {
  return {.late = late, .load = load, .duration_ns = 100'000'000};
}

int skipped(AnalysisThrottle& throttle, int blocks, bool late, double load = 0.0) {
  int count = 0;
  for (int i = 0; i < blocks; ++i)
    if (throttle.skips(with(late, load))) ++count;
  return count;
}

}  // namespace

START_TEST(test_in_time_nothing_is_skipped) {
  AnalysisThrottle throttle;
  ck_assert_int_eq(skipped(throttle, 100, false, 0.79), 0);
  ck_assert_uint_eq(throttle.divisor(), 1);
  ck_assert(!throttle.pressed());
}
END_TEST

START_TEST(test_late_every_second_block_then_three_of_four) {
  AnalysisThrottle throttle;
  ck_assert_int_eq(skipped(throttle, 10, true), 5);
  ck_assert_uint_eq(throttle.divisor(), 2);
  ck_assert(throttle.pressed());
  // A second after the first step.
  ck_assert_int_eq(skipped(throttle, 1, true), 1);
  ck_assert_uint_eq(throttle.divisor(), 4);
  ck_assert_int_eq(skipped(throttle, 99, true), 74);
  ck_assert_uint_eq(throttle.divisor(), 4);
}
END_TEST

START_TEST(test_it_comes_back_step_by_step) {
  AnalysisThrottle throttle;
  skipped(throttle, 20, true);
  ck_assert_uint_eq(throttle.divisor(), 4);
  skipped(throttle, 9, false);
  ck_assert_uint_eq(throttle.divisor(), 4);
  skipped(throttle, 1, false);
  ck_assert_uint_eq(throttle.divisor(), 2);
  skipped(throttle, 9, false);
  ck_assert_uint_eq(throttle.divisor(), 2);
  ck_assert_int_eq(skipped(throttle, 1, false), 0);
  ck_assert_uint_eq(throttle.divisor(), 1);
}
END_TEST

START_TEST(test_one_late_block_begins_the_second_anew) {
  AnalysisThrottle throttle;
  skipped(throttle, 1, true);
  skipped(throttle, 9, false);
  skipped(throttle, 1, true);
  const unsigned divisor = throttle.divisor();
  skipped(throttle, 9, false);
  ck_assert_uint_eq(throttle.divisor(), divisor);
}
END_TEST

START_TEST(test_a_high_load_counts_as_late) {
  AnalysisThrottle throttle;
  skipped(throttle, 10, false, 0.0);
  ck_assert_int_eq(skipped(throttle, 1, false, 0.81), 1);
  ck_assert_uint_eq(throttle.divisor(), 2);
}
END_TEST

START_TEST(test_the_load_of_the_first_second_does_not_count) {
  AnalysisThrottle throttle;
  ck_assert_int_eq(skipped(throttle, 10, false, 5.0), 0);
  ck_assert_int_eq(skipped(throttle, 1, false, 5.0), 1);
}
END_TEST

/// Half of the analyses at a load of 0.5 are all of them at 1.0: no way back.
START_TEST(test_no_step_back_into_what_would_be_too_much) {
  AnalysisThrottle throttle;
  skipped(throttle, 10, false, 0.0);
  skipped(throttle, 5, false, 1.0);
  skipped(throttle, 200, false, 0.5);
  ck_assert_uint_eq(throttle.divisor(), 2);
  skipped(throttle, 10, false, 0.4);
  ck_assert_uint_eq(throttle.divisor(), 1);
}
END_TEST

int main() {
  Suite* suite = suite_create("analysis_throttle");
  TCase* tests = tcase_create("analysis_throttle");
  tcase_add_test(tests, test_in_time_nothing_is_skipped);
  tcase_add_test(tests, test_late_every_second_block_then_three_of_four);
  tcase_add_test(tests, test_it_comes_back_step_by_step);
  tcase_add_test(tests, test_one_late_block_begins_the_second_anew);
  tcase_add_test(tests, test_a_high_load_counts_as_late);
  tcase_add_test(tests, test_the_load_of_the_first_second_does_not_count);
  tcase_add_test(tests, test_no_step_back_into_what_would_be_too_much);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
