// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/pitch_detector.h"
#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

constexpr double rate = 48000.0;
constexpr std::size_t size = 1024;

double frequency_of(std::span<const float> samples) {
  MemoryBudget budget;
  PitchDetector detector;
  ck_assert(detector.prepare(test_fft, budget, samples.size(), static_cast<int>(rate)));
  return detector.detect({.samples = samples}, 0.0, 0.0).frequency;
}

/// Six harmonics whose pitch, `frequency` in the middle, glides evenly by so many cents.
std::vector<float> make_glide(std::size_t count, double frequency, double cents) {
  const double octaves = cents / 1200.0;
  const double length = static_cast<double>(count);
  std::vector<float> samples(count);
  for (std::size_t n = 0; n < count; ++n) {
    const double place = static_cast<double>(n) / length - 0.5;
    const double turns = frequency * length / rate * (std::exp2(octaves * place) - 1.0) /
                         (octaves * std::numbers::ln2);
    for (int h = 1; h <= 6; ++h)
      samples[n] +=
          static_cast<float>(0.3 / h * std::sin(2.0 * std::numbers::pi * h * turns + 1.7 * h));
  }
  return samples;
}

}  // namespace

START_TEST(test_a_glide_that_grows_or_dies_away_has_the_pitch_of_its_middle) {
  for (const double frequency : {100.0, 120.0, 150.0, 220.0})
    for (const double decibels : {-12.0, 12.0})
      for (const double cents : {-150.0, 150.0}) {
        const auto samples = swelling(make_glide(size, frequency, cents), decibels);
        ck_assert_double_eq_tol(1200.0 * std::log2(frequency_of(samples) / frequency), 0.0, 16.0);
      }
}
END_TEST

START_TEST(test_a_note_that_grows_or_dies_away_is_in_tune) {
  for (const double frequency : {100.0, 120.0, 150.0, 220.0, 330.0})
    for (const double decibels : {-12.0, -6.0, 6.0, 12.0}) {
      const auto samples = swelling(make_glide(size, frequency, 0.01), decibels);
      ck_assert_double_eq_tol(1200.0 * std::log2(frequency_of(samples) / frequency), 0.0, 2.0);
    }
}
END_TEST

int main() {
  return run_tests("period_refinement",
                   {test_a_glide_that_grows_or_dies_away_has_the_pitch_of_its_middle,
                    test_a_note_that_grows_or_dies_away_is_in_tune});
}
