// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/block_reach.h"

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

/// `development`, or in the production profile 1024 where that reaches, too, and else 0.
std::size_t in_this_profile(std::size_t development, bool is_reached_by_1024) {
  if (BufferConstants::block_size_count > 1) return development;
  return is_reached_by_1024 ? 1024 : 0;
}

}  // namespace

/// 5/6 of a block, rounded down, is the longest period.
START_TEST(test_the_lowest_frequency_has_1_2_periods_in_a_block) {
  ck_assert_double_eq_tol(PitchDetector::lowest_frequency(1024, 44100.0), 44100.0 / 853.0, 1e-9);
  ck_assert_double_eq_tol(PitchDetector::lowest_frequency(2048, 48000.0), 48000.0 / 1706.0, 1e-9);
  ck_assert_double_eq_tol(PitchDetector::lowest_frequency(768, 640.0), 1.0, 1e-9);
}
END_TEST

START_TEST(test_the_smallest_size_that_reaches) {
  // 1280 · 5/6 = 1066 samples, 1408 · 5/6 = 1173; E1 at 48 kHz has 1165.
  ck_assert_uint_eq(reaching_block_samples(41.2, 48000.0), in_this_profile(1408, false));
  ck_assert_uint_eq(reaching_block_samples(440.0, 48000.0), in_this_profile(256, true));
  ck_assert_uint_eq(reaching_block_samples(440.0, 48000.0, 1024), 1024);
  // C2 at 96 kHz has 1468 samples; 1792 · 5/6 = 1493.
  ck_assert_uint_eq(reaching_block_samples(65.406, 96000.0, 1024), in_this_profile(1792, false));
}
END_TEST

START_TEST(test_the_lowest_frequency_itself_is_reached) {
  for (const int size : BufferConstants::block_sizes()) {
    const auto samples = static_cast<std::size_t>(size);
    const double lowest = PitchDetector::lowest_frequency(samples, 44100.0);
    ck_assert_uint_eq(reaching_block_samples(lowest, 44100.0), samples);
    ck_assert_uint_ne(reaching_block_samples(0.9999 * lowest, 44100.0), samples);
  }
}
END_TEST

START_TEST(test_below_all_sizes_there_is_none) {
  ck_assert_uint_eq(reaching_block_samples(28.0, 48000.0), 0);
  ck_assert_uint_eq(reaching_block_samples(0.0, 48000.0), 0);
}
END_TEST

int main() {
  return run_tests(
      "block_reach",
      {test_the_lowest_frequency_has_1_2_periods_in_a_block, test_the_smallest_size_that_reaches,
       test_the_lowest_frequency_itself_is_reached, test_below_all_sizes_there_is_none});
}
