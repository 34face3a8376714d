// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/metrics/histogram.h"

#include <cmath>
#include <numeric>

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

Histogram::Counts counts_of(const Histogram& histogram) {
  Histogram::Counts counts{};
  histogram.add_to(counts);
  return counts;
}

}  // namespace

START_TEST(test_empty_tells_zero) { ck_assert_uint_eq(Histogram::percentile({}, 0.5), 0); }
END_TEST

START_TEST(test_percentiles_by_nearest_rank) {
  Histogram histogram;
  // 1, 2, … 20, each once: the 10th is the median, the 20th the 99th percentile.
  for (std::uint64_t i = 1; i <= 20; ++i) histogram.add(i);
  const Histogram::Counts counts = counts_of(histogram);
  ck_assert_uint_eq(Histogram::percentile(counts, 0.0), 1);
  ck_assert_uint_eq(Histogram::percentile(counts, 0.05), 1);
  ck_assert_uint_eq(Histogram::percentile(counts, 0.5), 10);
  ck_assert_uint_eq(Histogram::percentile(counts, 0.51), 11);
  ck_assert_uint_eq(Histogram::percentile(counts, 0.95), 19);
  ck_assert_uint_eq(Histogram::percentile(counts, 0.99), 20);
  ck_assert_uint_eq(Histogram::percentile(counts, 1.0), 20);
}
END_TEST

START_TEST(test_a_share_that_is_not_exact_in_binary_keeps_its_rank) {
  Histogram histogram;
  // 0.07 · 100 is 7.000000000000001 in double precision: still the seventh.
  for (std::uint64_t i = 0; i < 7; ++i) histogram.add(1);
  for (std::uint64_t i = 7; i < 100; ++i) histogram.add(2);
  ck_assert_uint_eq(Histogram::percentile(counts_of(histogram), 0.07), 1);
}
END_TEST

START_TEST(test_one_in_a_hundred_is_above_the_99th) {
  Histogram histogram;
  for (int i = 0; i < 99; ++i) histogram.add(10);
  histogram.add(30);
  ck_assert_uint_eq(Histogram::percentile(counts_of(histogram), 0.99), 10);
  ck_assert_uint_eq(Histogram::percentile(counts_of(histogram), 1.0), 30);
}
END_TEST

START_TEST(test_counts_beyond_32_bits) {
  constexpr std::uint64_t many = std::uint64_t{1} << 32;
  Histogram::Counts counts{};
  counts[3] = many - 1;
  counts[5] = 2;
  counts[7] = many - 1;
  // 2^33 in all: the 2^32nd is the first 5, the one after the second, the next a 7.
  ck_assert_uint_eq(Histogram::percentile(counts, 0.4999), 3);
  ck_assert_uint_eq(Histogram::percentile(counts, 0.5), 5);
  ck_assert_uint_eq(Histogram::percentile(counts, 0.5001), 7);
}
END_TEST

START_TEST(test_buckets_by_hand) {
  // 1 000 000 lies between 2^19 = 524 288 and 2^20, in buckets of 32 768: the 15th of them,
  // [983 040, 1 015 808), whose middle is 999 424. 15 octaves of 16 below, the 16 single ones,
  // and 14.
  ck_assert_uint_eq(Histogram::bucket(1'000'000), 15 * 16 + 16 + 14);
  ck_assert_uint_eq(Histogram::middle(Histogram::bucket(1'000'000)), 999'424);
  ck_assert_uint_eq(Histogram::bucket(983'039), Histogram::bucket(1'000'000) - 1);
  ck_assert_uint_eq(Histogram::bucket(1'015'808), Histogram::bucket(1'000'000) + 1);
}
END_TEST

START_TEST(test_short_durations_are_exact) {
  for (std::uint64_t ns = 0; ns < 32; ++ns)
    ck_assert_uint_eq(Histogram::middle(Histogram::bucket(ns)), ns);
}
END_TEST

START_TEST(test_buckets_ascend_within_the_documented_error) {
  std::size_t last = 0;
  // From 0 to 2^40 in steps of about a thousandth.
  for (std::uint64_t ns = 0; ns < std::uint64_t{1} << 40; ns += 1 + ns / 1000) {
    const std::size_t bucket = Histogram::bucket(ns);
    ck_assert(bucket == last || bucket == last + 1);
    last = bucket;
    const auto told = static_cast<double>(Histogram::middle(bucket));
    ck_assert(std::abs(told - static_cast<double>(ns)) <= static_cast<double>(ns) / 32);
  }
  ck_assert_uint_eq(last, Histogram::bucket_count - 1);
}
END_TEST

START_TEST(test_what_is_longer_than_the_longest_counts_as_that) {
  Histogram histogram;
  histogram.add(UINT64_MAX);
  histogram.add(std::uint64_t{1} << 40);
  ck_assert_uint_eq(counts_of(histogram).back(), 2);
}
END_TEST

START_TEST(test_clear_forgets) {
  Histogram histogram;
  histogram.add(3);
  histogram.add(1'000'000);
  histogram.clear();
  const Histogram::Counts counts = counts_of(histogram);
  ck_assert_uint_eq(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}), 0);
}
END_TEST

START_TEST(test_two_histograms_add_up) {
  Histogram a;
  Histogram b;
  a.add(5);
  b.add(5);
  b.add(9);
  Histogram::Counts counts{};
  a.add_to(counts);
  b.add_to(counts);
  ck_assert_uint_eq(counts[5], 2);
  ck_assert_uint_eq(counts[9], 1);
}
END_TEST

int main() {
  Suite* suite = suite_create("histogram");
  TCase* tests = tcase_create("histogram");
  tcase_add_test(tests, test_empty_tells_zero);
  tcase_add_test(tests, test_percentiles_by_nearest_rank);
  tcase_add_test(tests, test_a_share_that_is_not_exact_in_binary_keeps_its_rank);
  tcase_add_test(tests, test_one_in_a_hundred_is_above_the_99th);
  tcase_add_test(tests, test_counts_beyond_32_bits);
  tcase_add_test(tests, test_buckets_by_hand);
  tcase_add_test(tests, test_short_durations_are_exact);
  tcase_add_test(tests, test_buckets_ascend_within_the_documented_error);
  tcase_add_test(tests, test_what_is_longer_than_the_longest_counts_as_that);
  tcase_add_test(tests, test_clear_forgets);
  tcase_add_test(tests, test_two_histograms_add_up);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
