// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/falling_peak.h"

#include <cfloat>
#include <cstdint>
#include <limits>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

constexpr std::uint64_t ms = 1'000'000;
/// Blocks of 100 ms, a peak that is held for 300 ms and then falls by 1 dB a block.
constexpr std::uint64_t block = 100 * ms;
constexpr PeakFall fall{.hold = 300 * ms, .rate = 10.0};

void expect(double found, double wanted) { ck_assert_double_eq_tol(found, wanted, 1e-9); }

}  // namespace

START_TEST(test_held_then_falling) {
  FallingPeak peak;
  expect(peak.take(-6.0, block, fall), -6.0);
  for (int held = 0; held < 3; ++held) expect(peak.take(-40.0, block, fall), -6.0);
  for (int fallen = 1; fallen <= 34; ++fallen) expect(peak.take(-40.0, block, fall), -6.0 - fallen);
  // There it meets the signal.
  for (int i = 0; i < 5; ++i) expect(peak.take(-40.0, block, fall), -40.0);
}
END_TEST

START_TEST(test_a_block_that_reaches_it_holds_it_anew) {
  FallingPeak peak;
  peak.take(-6.0, block, fall);
  for (int i = 0; i < 5; ++i) peak.take(-40.0, block, fall);
  expect(peak.take(-40.0, block, fall), -9.0);
  // It would be at −10 dBFS.
  expect(peak.take(-10.0, block, fall), -10.0);
  for (int held = 0; held < 3; ++held) expect(peak.take(-40.0, block, fall), -10.0);
  expect(peak.take(-40.0, block, fall), -11.0);
  expect(peak.take(0.0, block, fall), 0.0);
}
END_TEST

START_TEST(test_the_length_of_blocks_does_not_matter) {
  FallingPeak coarse;
  FallingPeak fine;
  coarse.take(0.0, block, fall);
  fine.take(0.0, block, fall);
  double fallen = 0.0;
  for (int i = 0; i < 1000; ++i) fallen = fine.take(-100.0, ms, fall);
  expect(fallen, -7.0);
  expect(coarse.take(-100.0, 1000 * ms, fall), -7.0);
}
END_TEST

START_TEST(test_time_without_a_peak) {
  FallingPeak peak;
  peak.take(0.0, block, fall);
  peak.pass(1000 * ms);
  expect(peak.take(-100.0, block, fall), -8.0);
}
END_TEST

START_TEST(test_bounds) {
  FallingPeak peak;
  expect(peak.take(-700.0, block, fall), -700.0);
  expect(peak.take(770.0, block, fall), 770.0);
  constexpr std::uint64_t forever = std::numeric_limits<std::uint64_t>::max();
  expect(peak.take(-700.0, block, {.hold = forever, .rate = DBL_MAX}), 770.0);
  expect(peak.take(-700.0, block, {.hold = 0, .rate = 0.0}), 770.0);
  expect(peak.take(-700.0, block, {.hold = 0, .rate = DBL_MAX}), -700.0);
  peak.take(0.0, block, fall);
  expect(peak.take(-3.0, block, {.hold = block, .rate = DBL_MAX}), 0.0);
}
END_TEST

int main() {
  return run_tests(
      "falling_peak",
      {test_held_then_falling, test_a_block_that_reaches_it_holds_it_anew,
       test_the_length_of_blocks_does_not_matter, test_time_without_a_peak, test_bounds});
}
