// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/half_band.h"

#include <algorithm>
#include <array>

#include "src/dsp/kernels.h"
#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

std::vector<float> halve(const std::vector<float>& input) {
  std::vector<float> scratch(HalfBand::scratch(input.size()));
  std::vector<float> output(HalfBand::halved(input.size()));
  HalfBand::run(input, scratch.data(), output.data());
  return output;
}

/// The largest of the samples that no end of the input is near to.
double largest_inside(const std::vector<float>& output) {
  double largest = 0.0;
  for (std::size_t n = 2 * HalfBand::reach; n + 2 * HalfBand::reach < output.size(); ++n)
    largest = std::max(largest, std::abs(static_cast<double>(output[n])));
  return largest;
}

}  // namespace

START_TEST(test_an_impulse_shows_the_taps) {
  std::vector<float> impulse(32);
  impulse[16] = 1.0F;
  const auto even = halve(impulse);
  for (std::size_t n = 0; n < even.size(); ++n)
    ck_assert_float_eq(even[n], n == 8 + HalfBand::reach ? 0.5F : 0.0F);
  impulse[16] = 0.0F;
  impulse[17] = 512.0F;
  const auto odd = halve(impulse);
  constexpr std::array taps{3.0F, -25.0F, 150.0F, 150.0F, -25.0F, 3.0F};
  ck_assert(std::equal(taps.begin(), taps.end(), odd.begin() + 6 + HalfBand::reach));
}
END_TEST

START_TEST(test_low_passes_and_high_does_not) {
  ck_assert_double_eq_tol(largest_inside(halve(std::vector<float>(64, 1.0F))), 1.0, 1e-6);
  // 1/2 + 2·(150·cos 36° − 25·cos 108° + 3·cos 180°)/512; every fifth sample is at a peak.
  const auto low = make_sine(512, 0.1, 1.0, 1.0, std::numbers::pi / 2.0);
  ck_assert_double_eq_tol(largest_inside(halve(low)), 0.9925, 1e-4);
  ck_assert_double_lt(largest_inside(halve(make_sine(512, 0.4, 1.0))), 0.01);
}
END_TEST

START_TEST(test_input_is_deinterleaved) {
  const auto samples = make_noise(64, 0.5, 1);
  std::vector<float> scratch(HalfBand::scratch(samples.size()));
  std::vector<float> output(HalfBand::halved(samples.size()));
  const auto phases = HalfBand::run(samples, scratch.data(), output.data());
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const float* half = n % 2 == 0 ? phases.even : phases.odd;
    ck_assert_float_eq(half[n / 2], samples[n]);
  }
}
END_TEST

START_TEST(test_output_may_be_the_input) {
  auto samples = make_noise(128, 0.5, 1);
  const auto apart = halve(samples);
  std::vector<float> scratch(HalfBand::scratch(samples.size()));
  HalfBand::run(samples, scratch.data(), samples.data());
  ck_assert(std::equal(apart.begin(), apart.end(), samples.begin()));
}
END_TEST

int main() {
  kernels::prepare();
  return run_tests("half_band", {test_an_impulse_shows_the_taps, test_low_passes_and_high_does_not,
                                 test_input_is_deinterleaved, test_output_may_be_the_input});
}
