// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/low_trend.h"

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

double power_of(std::span<const float> samples) {
  double sum = 0.0;
  for (const float sample : samples)
    sum += static_cast<double>(sample) * static_cast<double>(sample);
  return sum;
}

/// What is left of a sine's power without its trend, the least over some phases.
double least_left(std::size_t count, double frequency, double rate) {
  MemoryBudget budget;
  LowTrend trend;
  ck_assert(trend.prepare(budget, count));
  double least = 1.0;
  for (int phase = 0; phase < 8; ++phase) {
    auto samples = make_sine(count, frequency, rate, 1.0, 0.8 * phase);
    const double before = power_of(samples);
    trend.remove(LowTrend::degree(count, rate), samples);
    least = std::min(least, power_of(samples) / before);
  }
  return least;
}

}  // namespace

START_TEST(test_a_polynomial_leaves_nothing) {
  MemoryBudget budget;
  LowTrend trend;
  ck_assert(trend.prepare(budget, 1000));
  std::vector<float> samples(1000);
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double x = static_cast<double>(n) / 1000.0;
    samples[n] = static_cast<float>(0.3 - x + 2.0 * x * x * x);
  }
  auto others = samples;
  for (float& other : others) other *= -2.0F;
  trend.remove(3, samples, others);
  ck_assert_double_lt(power_of(samples) / 1000.0, 1e-9);
  ck_assert_double_lt(power_of(others) / 1000.0, 1e-9);
}
END_TEST

START_TEST(test_rumble_goes_and_tones_stay) {
  for (const std::size_t count : {1024U, 2048U}) {
    ck_assert_double_lt(least_left(count, 30.0, 48000.0), 1e-2);
    ck_assert_double_gt(least_left(count, 110.0, 48000.0), 0.5);
    ck_assert_double_gt(least_left(count, 196.0, 48000.0), 0.75);
  }
}
END_TEST

START_TEST(test_the_degree_follows_the_duration) {
  ck_assert_int_eq(LowTrend::degree(256, 384000.0), 1);
  ck_assert_int_eq(LowTrend::degree(1024, 44100.0), 4);
  ck_assert_int_eq(LowTrend::degree(1024, 48000.0), 4);
  ck_assert_int_eq(LowTrend::degree(2048, 8000.0), 8);
}
END_TEST

int main() {
  return run_tests("low_trend", {test_a_polynomial_leaves_nothing, test_rumble_goes_and_tones_stay,
                                 test_the_degree_follows_the_duration});
}
