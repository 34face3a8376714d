// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/level.h"

#include <cfloat>
#include <cmath>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_full_scale_sine) {
  const auto sine = make_sine(1000, 10.0, 1000.0);
  const Level level = measure_level(sine);
  ck_assert_double_eq_tol(level.mean_square, 0.5, 1e-6);
  ck_assert_double_eq_tol(level.rms_db(), -3.0103, 1e-4);
  ck_assert_double_eq_tol(level.peak_db(), 0.0, 1e-4);
}
END_TEST

START_TEST(test_every_sample_counts) {
  // One sample of 1 anywhere among n: mean square 1/n, peak 1.
  for (std::size_t count = 1; count <= 40; ++count)
    for (std::size_t at = 0; at < count; ++at) {
      std::vector<float> samples(count);
      samples[at] = -1.0F;
      const Level level = measure_level(samples);
      ck_assert_double_eq_tol(level.mean_square, 1.0 / static_cast<double>(count), 1e-12);
      ck_assert_float_eq(level.peak, 1.0F);
    }
}
END_TEST

START_TEST(test_dc_is_included) {
  const std::vector<float> half(256, 0.5F);
  const Level level = measure_level(half);
  ck_assert_double_eq_tol(level.rms_db(), -6.0206, 1e-4);
  ck_assert_double_eq_tol(level.peak_db(), -6.0206, 1e-4);
}
END_TEST

START_TEST(test_floor) {
  const std::vector<float> silence(256);
  const std::vector<float> tiny(256, 1e-40F);
  for (const Level& level : {measure_level({}), measure_level(silence), measure_level(tiny)}) {
    ck_assert_double_eq(level.rms_db(), -700.0);
    ck_assert_double_eq(level.peak_db(), -700.0);
  }
}
END_TEST

START_TEST(test_level_of_an_rtp_packet) {
  // A power is the square of an amplitude, here so many dB below full scale.
  const auto level_at = [](double db) { return rtp_level(std::pow(10.0, db / 10.0)); };
  ck_assert_uint_eq(rtp_level(1.0), 0);
  ck_assert_uint_eq(rtp_level(0.5), 3);
  ck_assert_uint_eq(level_at(-0.4), 0);
  ck_assert_uint_eq(level_at(-0.6), 1);
  for (unsigned level = 0; level <= 127; ++level) ck_assert_uint_eq(level_at(-1.0 * level), level);
  for (const double db : {-127.4, -127.6, -200.0, -699.0, -3000.0})
    ck_assert_uint_eq(level_at(db), 127);
  ck_assert_uint_eq(rtp_level(0.0), 127);
  for (const double db : {0.1, 12.0, 770.0}) ck_assert_uint_eq(level_at(db), 0);
}
END_TEST

START_TEST(test_largest_and_smallest_normal_floats) {
  const std::vector<float> huge{FLT_MAX, -FLT_MAX, FLT_MAX, -FLT_MAX};
  ck_assert_double_eq_tol(measure_level(huge).rms_db(), 770.6368, 1e-3);
  ck_assert_double_eq_tol(measure_level(huge).peak_db(), 770.6368, 1e-3);
  const std::vector<float> small(16, 1e-30F);
  ck_assert_double_eq_tol(measure_level(small).rms_db(), -600.0, 1e-3);
}
END_TEST

int main() {
  return run_tests("level",
                   {test_full_scale_sine, test_every_sample_counts, test_dc_is_included, test_floor,
                    test_level_of_an_rtp_packet, test_largest_and_smallest_normal_floats});
}
