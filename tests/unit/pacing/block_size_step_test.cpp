// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pacing/block_size_step.h"

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

constexpr std::size_t longest = BufferConstants::max_block_samples;
/// In the production profile there is nothing to step to.
constexpr bool one_size_only = BufferConstants::block_size_count == 1;
constexpr std::size_t half = longest / 2;

/// Blocks of 100 ms; the first wish, or 0.
std::size_t wish(BlockSizeStep& step, int blocks, bool late) {
  for (int i = 0; i < blocks; ++i)
    if (const std::size_t wished = step.wish(late, 100'000'000); wished != 0) return wished;
  return 0;
}

}  // namespace

START_TEST(test_in_time_there_is_no_wish) {
  BlockSizeStep step;
  step.negotiated(half);
  ck_assert_uint_eq(wish(step, 1000, false), 0);
  ck_assert_uint_eq(step.wanted(), 0);
}
END_TEST

START_TEST(test_late_for_a_second_twice_the_size) {
  BlockSizeStep step;
  step.negotiated(half);
  ck_assert_uint_eq(wish(step, 9, true), 0);
  ck_assert_uint_eq(wish(step, 1, true), longest);
  ck_assert_uint_eq(step.wanted(), longest);
  step.negotiated(longest);
  // There is no longer one.
  ck_assert_uint_eq(wish(step, 100, true), 0);
}
END_TEST

START_TEST(test_steps_end_at_the_longest) {
  BlockSizeStep step;
  step.negotiated(BufferConstants::min_block_samples + 128);
  std::size_t size = 0;
  while (const std::size_t wished = wish(step, 20, true)) {
    ck_assert_uint_gt(wished, size);
    size = wished;
    step.negotiated(size);
  }
  ck_assert_uint_eq(size, longest);
}
END_TEST

START_TEST(test_ten_clean_seconds_back_to_the_size_before) {
  BlockSizeStep step;
  step.negotiated(384);
  step.negotiated(wish(step, 10, true));
  step.negotiated(wish(step, 10, true));
  ck_assert_uint_eq(wish(step, 99, false), 0);
  ck_assert_uint_eq(wish(step, 1, true), 1536 < longest ? longest : 0);
  step.negotiated(longest);
  ck_assert_uint_eq(wish(step, 99, false), 0);
  ck_assert_uint_eq(wish(step, 1, false), 1536);
  step.negotiated(1536);
  ck_assert_uint_eq(wish(step, 100, false), 768);
  step.negotiated(768);
  ck_assert_uint_eq(wish(step, 100, false), 384);
  step.negotiated(384);
  ck_assert_uint_eq(step.wanted(), 0);
  ck_assert_uint_eq(wish(step, 1000, false), 0);
}
END_TEST

START_TEST(test_what_was_not_granted_is_not_asked_for_again) {
  BlockSizeStep step;
  step.negotiated(half);
  ck_assert_uint_eq(wish(step, 10, true), longest);
  ck_assert_uint_eq(wish(step, 1000, true), 0);
  ck_assert_uint_eq(step.wanted(), 0);
  // Another agreement, another try.
  step.negotiated(half / 2);
  ck_assert_uint_eq(wish(step, 10, true), half);
  // Less than was wished for is a refusal, too.
  step.negotiated(half / 2 + 128);
  ck_assert_uint_eq(wish(step, 1000, true), 0);
}
END_TEST

int main() {
  Suite* suite = suite_create("block_size_step");
  TCase* tests = tcase_create("block_size_step");
  tcase_add_test(tests, test_in_time_there_is_no_wish);
  if (!one_size_only) {
    tcase_add_test(tests, test_late_for_a_second_twice_the_size);
    tcase_add_test(tests, test_steps_end_at_the_longest);
    tcase_add_test(tests, test_ten_clean_seconds_back_to_the_size_before);
    tcase_add_test(tests, test_what_was_not_granted_is_not_asked_for_again);
  }
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
