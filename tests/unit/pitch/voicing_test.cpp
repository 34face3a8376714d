// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/voicing.h"

#include <algorithm>
#include <array>

#include "src/analysis/block_analysis.h"
#include "src/pitch/pitch_detector.h"
#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

constexpr double rate = 48000.0;
constexpr std::size_t size = 1024;
const double default_threshold = AnalysisSettings{}.clarity_threshold;

PitchGuess detect(std::span<const float> samples) {
  MemoryBudget budget;
  PitchDetector detector;
  ck_assert(detector.prepare(test_fft, budget, samples.size(), static_cast<int>(rate)));
  return detector.detect({.samples = samples}, 0.0, 0.0);
}

/// A voice: at each closure of the glottis three resonances are struck, and die away in a few ms.
std::vector<float> make_vowel(std::size_t count, double frequency) {
  struct Formant {
    double frequency;
    double bandwidth;
    double amplitude;
  };
  constexpr std::array formants{Formant{650.0, 90.0, 0.5}, Formant{1080.0, 110.0, 0.25},
                                Formant{2500.0, 170.0, 0.1}};
  std::vector<float> samples(count);
  const double period = rate / frequency;
  for (double start = -20.0 * period; start < static_cast<double>(count); start += period)
    for (std::size_t n = static_cast<std::size_t>(std::max(0.0, std::ceil(start))); n < count;
         ++n) {
      const double time = (static_cast<double>(n) - start) / rate;
      for (const Formant& formant : formants)
        samples[n] += static_cast<float>(
            formant.amplitude * std::exp(-std::numbers::pi * formant.bandwidth * time) *
            std::sin(2.0 * std::numbers::pi * formant.frequency * time));
    }
  return samples;
}

/// Six harmonics of falling strength.
std::vector<float> make_harmonics(std::size_t count, double frequency) {
  std::vector<float> samples(count);
  for (int h = 1; h <= 6; ++h) {
    const auto partial = make_sine(count, h * frequency, rate, 0.3 / h, 1.7 * h);
    for (std::size_t n = 0; n < count; ++n) samples[n] += partial[n];
  }
  return samples;
}

void check_voiced(std::span<const float> samples, double frequency) {
  const PitchGuess guess = detect(samples);
  ck_assert_double_ge(guess.clarity, default_threshold);
  ck_assert_double_eq_tol(1200.0 * std::log2(guess.frequency / frequency), 0.0, 10.0);
}

}  // namespace

START_TEST(test_each_feature_raises_the_clarity_but_scarcity) {
  constexpr VoicingFeatures middling{.height = 0.85,
                                     .highest = 0.85,
                                     .valley = -0.4,
                                     .scarcity = 0.2,
                                     .harmonic_share = 0.6,
                                     .quietest_part = 0.5,
                                     .duration = 0.02};
  const double clarity = voicing_clarity(middling);
  ck_assert_double_gt(clarity, 0.0);
  ck_assert_double_lt(clarity, 1.0);
  const auto with = [&](double VoicingFeatures::* feature, double value) {
    VoicingFeatures features = middling;
    features.*feature = value;
    return voicing_clarity(features);
  };
  ck_assert_double_gt(with(&VoicingFeatures::height, 0.9), clarity);
  ck_assert_double_gt(with(&VoicingFeatures::highest, 0.9), clarity);
  ck_assert_double_gt(with(&VoicingFeatures::valley, -0.3), clarity);
  ck_assert_double_gt(with(&VoicingFeatures::harmonic_share, 0.7), clarity);
  ck_assert_double_gt(with(&VoicingFeatures::quietest_part, 0.6), clarity);
  ck_assert_double_lt(with(&VoicingFeatures::scarcity, 0.3), clarity);
}
END_TEST

START_TEST(test_what_repeats_less_than_by_half_is_unvoiced) {
  const double clarity =
      voicing_clarity({.height = 0.4, .highest = 0.4, .harmonic_share = 1.0, .quietest_part = 1.0});
  ck_assert_double_lt(clarity, default_threshold);
}
END_TEST

START_TEST(test_a_note_that_grows_or_dies_away_is_voiced) {
  for (const double decibels : {-12.0, -6.0, 6.0, 12.0})
    for (const double frequency : {100.0, 120.0, 150.0, 220.0, 440.0})
      check_voiced(swelling(make_harmonics(size, frequency), decibels), frequency);
}
END_TEST

START_TEST(test_a_voice_that_grows_or_dies_away_is_voiced) {
  for (const double frequency : {120.0, 150.0, 220.0, 330.0})
    for (const double decibels : {-12.0, -6.0, 0.0, 6.0, 12.0})
      check_voiced(swelling(make_vowel(size, frequency), decibels), frequency);
}
END_TEST

START_TEST(test_every_period_of_a_deep_voice_dies_away) {
  for (const double frequency : {80.0, 85.0, 100.0}) {
    ck_assert_double_ge(detect(make_vowel(size, frequency)).clarity, 0.99);
    check_voiced(swelling(make_vowel(size, frequency), 6.0), frequency);
  }
}
END_TEST

/// A struck thing without a pitch: noise that dies away.
START_TEST(test_single_strokes_are_unvoiced) {
  for (unsigned seed = 0; seed < 40; ++seed)
    for (const double length : {30.0, 100.0, 300.0}) {
      auto samples = make_noise(size, 1e-4, seed);
      const auto noise = make_noise(size, 0.3, seed + 1000);
      const std::size_t start = 23 * seed;
      for (std::size_t n = start; n < size; ++n)
        samples[n] +=
            static_cast<float>(std::exp(-static_cast<double>(n - start) / length)) * noise[n];
      ck_assert_double_lt(detect(samples).clarity, default_threshold);
    }
}
END_TEST

START_TEST(test_bursts_of_noise_are_unvoiced) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    auto samples = make_noise(size, 1e-3, seed);
    const auto noise = make_noise(size, 0.3, seed + 1000);
    for (std::size_t n = 10 * seed; n < 10 * seed + 300; ++n) samples[n] += noise[n];
    ck_assert_double_lt(detect(samples).clarity, default_threshold);
  }
}
END_TEST

START_TEST(test_a_click_and_its_surroundings_are_unvoiced) {
  for (std::size_t at = 0; at < size; at += 31)
    for (const float surroundings : {0.0F, 1e-3F}) {
      auto samples = make_sine(size, 60.0, rate, static_cast<double>(surroundings));
      samples[at] += 0.8F;
      ck_assert_double_lt(detect(samples).clarity, default_threshold);
    }
}
END_TEST

START_TEST(test_the_last_bit_is_unvoiced) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    auto samples = make_noise(size, 0.6, seed);
    for (float& sample : samples) sample = std::round(sample) / 32768.0F;
    ck_assert_double_lt(detect(samples).clarity, default_threshold);
  }
}
END_TEST

int main() {
  return run_tests(
      "voicing",
      {test_each_feature_raises_the_clarity_but_scarcity,
       test_what_repeats_less_than_by_half_is_unvoiced,
       test_a_note_that_grows_or_dies_away_is_voiced,
       test_a_voice_that_grows_or_dies_away_is_voiced, test_every_period_of_a_deep_voice_dies_away,
       test_single_strokes_are_unvoiced, test_bursts_of_noise_are_unvoiced,
       test_a_click_and_its_surroundings_are_unvoiced, test_the_last_bit_is_unvoiced});
}
