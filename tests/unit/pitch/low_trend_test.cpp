// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/low_trend.h"

#include <array>

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
  trend.remove(3, samples);
  ck_assert_double_lt(power_of(samples) / 1000.0, 1e-9);
}
END_TEST

START_TEST(test_the_products_are_those_of_the_trends) {
  MemoryBudget budget;
  LowTrend trend;
  constexpr std::size_t count = 1000;
  ck_assert(trend.prepare(budget, count));
  const auto first = make_sine(count, 25.0, 44100.0, 1.0, 0.3);
  const auto second = make_sine(count, 70.0, 44100.0, 0.5, 1.1);
  const int degree = LowTrend::degree(count, 44100.0);
  std::array<std::vector<float>, 2> trends{first, second};
  for (auto& samples : trends) {
    const auto whole = samples;
    trend.remove(degree, samples);
    for (std::size_t n = 0; n < count; ++n) samples[n] = whole[n] - samples[n];
  }
  double both = 0.0;
  for (std::size_t n = 0; n < count; ++n)
    both += static_cast<double>(trends[0][n]) * static_cast<double>(trends[1][n]);
  const LowTrend::Products products = trend.products(degree, first, second);
  ck_assert_double_eq_tol(static_cast<double>(products.first), power_of(trends[0]), 1e-2);
  ck_assert_double_eq_tol(static_cast<double>(products.second), power_of(trends[1]), 1e-2);
  ck_assert_double_eq_tol(static_cast<double>(products.both), both, 1e-2);
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
  return run_tests("low_trend",
                   {test_a_polynomial_leaves_nothing, test_the_products_are_those_of_the_trends,
                    test_rumble_goes_and_tones_stay, test_the_degree_follows_the_duration});
}
