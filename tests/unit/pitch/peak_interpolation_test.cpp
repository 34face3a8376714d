// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/peak_interpolation.h"

#include <array>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

/// cos(2π·n/period), 1 at lag 0 as every NSDF.
std::vector<float> make_cosine(double period) {
  return make_sine(64, 1.0 / period, 1.0, 1.0, 0.5 * std::numbers::pi);
}

}  // namespace

START_TEST(test_a_cosine_is_exact_however_few_values_a_period) {
  for (const double period : {2.2, 3.3, 7.7, 20.4}) {
    const auto curve = make_cosine(period);
    const auto index = static_cast<std::size_t>(std::lround(period));
    ck_assert_double_eq_tol(PeakInterpolation::place_at(curve.data(), index), period, 1e-3);
    ck_assert_float_eq_tol(PeakInterpolation::height_at(curve.data(), index), 1.0F, 1e-3F);
  }
}
END_TEST

START_TEST(test_many_heights_are_those_of_each) {
  MemoryBudget budget;
  PeakInterpolation interpolation;
  ck_assert(interpolation.prepare(budget, 3));
  const auto curve = make_cosine(7.7);
  const std::array<std::uint32_t, 3> indices{8, 15, 23};
  std::array<float, 3> heights{};
  interpolation.heights_at(curve, indices, heights.data());
  for (std::size_t i = 0; i < indices.size(); ++i)
    ck_assert_float_eq_tol(heights[i], PeakInterpolation::height_at(curve.data(), indices[i]),
                           1e-6F);
}
END_TEST

START_TEST(test_a_slope_has_no_maximum) {
  const std::array<float, 4> slope{1.0F, 0.2F, 0.4F, 0.6F};
  ck_assert_double_eq(PeakInterpolation::place_at(slope.data(), 2), 2.0);
  ck_assert_float_eq(PeakInterpolation::height_at(slope.data(), 2), 0.4F);
}
END_TEST

START_TEST(test_noise_cannot_raise_a_steep_peak) {
  // No lone sine, whose second value would be as steep.
  const std::array<float, 5> curve{1.0F, 0.5F, -0.3F, 0.4F, -0.4F};
  ck_assert_float_eq(PeakInterpolation::height_at(curve.data(), 3), 0.4F);
}
END_TEST

int main() {
  return run_tests(
      "peak_interpolation",
      {test_a_cosine_is_exact_however_few_values_a_period, test_many_heights_are_those_of_each,
       test_a_slope_has_no_maximum, test_noise_cannot_raise_a_steep_peak});
}
