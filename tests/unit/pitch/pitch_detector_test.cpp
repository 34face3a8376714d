// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/pitch_detector.h"

#include <algorithm>
#include <array>
#include <cfloat>

#include "src/analysis/block_analysis.h"
#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

constexpr std::initializer_list<int> rates{8000, 16000, 44100, 48000, 96000, 192000};
const double default_threshold = AnalysisSettings{}.clarity_threshold;

struct Fixture {
  MemoryBudget budget;
  PitchDetector detector;

  Fixture(std::size_t block_samples, int rate) {
    ck_assert(detector.prepare(test_fft, budget, block_samples, rate));
  }
  PitchGuess detect(std::span<const float> samples, double min = 0.0, double max = 0.0) {
    return detector.detect({.samples = samples}, min, max);
  }
};

/// Six harmonics of falling strength, as of a plucked string.
std::vector<float> make_string(std::size_t count, double frequency, double rate) {
  std::vector<float> samples(count);
  for (int h = 1; h <= 6 && h * frequency < rate / 2; ++h) {
    const auto partial = make_sine(count, h * frequency, rate, 0.3 / h, 1.7 * h);
    for (std::size_t n = 0; n < count; ++n) samples[n] += partial[n];
  }
  return samples;
}

/// Partials first … last of amplitude(h), stretched as a stiff string's: h·√(1 + stiffness·h²).
template <typename Amplitude>
std::vector<float> make_partials(std::size_t count, double frequency, double rate, int first,
                                 int last, Amplitude amplitude, double stiffness = 0.0) {
  std::vector<float> samples(count);
  for (int h = first; h <= last; ++h) {
    const double partial = h * frequency * std::sqrt(1.0 + stiffness * h * h);
    if (partial >= 0.45 * rate) break;
    const auto sine = make_sine(count, partial, rate, 0.2 * amplitude(h), 2.3 * h * h);
    for (std::size_t n = 0; n < count; ++n) samples[n] += sine[n];
  }
  return samples;
}

double cents_between(double a, double b) { return 1200.0 * std::log2(a / b); }

}  // namespace

START_TEST(test_concert_pitch_and_cello_c) {
  constexpr std::size_t size = 1024;
  for (const int rate : {44100, 48000}) {
    Fixture fixture(size, rate);
    for (const double frequency : {65.406, 440.0})
      for (int phase = 0; phase < 12; ++phase) {
        const auto sine = make_sine(size, frequency, rate, 0.5, 0.5 * phase);
        const PitchGuess guess = fixture.detect(sine);
        ck_assert_double_eq_tol(guess.frequency, frequency, 0.05);
        ck_assert_double_gt(guess.clarity, 0.98);
        const auto string = make_string(size, frequency, rate);
        ck_assert_double_eq_tol(fixture.detect(string).frequency, frequency, 0.05);
      }
  }
}
END_TEST

START_TEST(test_sines_at_every_size_and_rate) {
  for (const std::size_t size : all_block_sizes())
    for (const int rate : rates) {
      Fixture fixture(size, rate);
      const double lowest = 1.3 * rate / static_cast<double>(size);
      for (double frequency = lowest; frequency < 0.45 * rate; frequency *= 1.37) {
        const PitchGuess guess = fixture.detect(make_sine(size, frequency, rate, 0.5, frequency));
        ck_assert_double_eq_tol(cents_between(guess.frequency, frequency), 0.0, 1.0);
        ck_assert_double_gt(guess.clarity, 0.95);
      }
    }
}
END_TEST

START_TEST(test_strings_at_every_size_and_rate) {
  for (const std::size_t size : all_block_sizes())
    for (const int rate : rates) {
      Fixture fixture(size, rate);
      const double lowest = 1.3 * rate / static_cast<double>(size);
      for (double frequency = lowest; frequency < 0.1 * rate; frequency *= 1.37) {
        const PitchGuess guess = fixture.detect(make_string(size, frequency, rate));
        ck_assert_double_eq_tol(cents_between(guess.frequency, frequency), 0.0, 3.0);
        ck_assert_double_gt(guess.clarity, 0.9);
      }
    }
}
END_TEST

START_TEST(test_a_missing_fundamental_is_heard) {
  for (const std::size_t size : {std::size_t{1024}}) {
    Fixture fixture(size, 48000);
    auto samples = make_sine(size, 600.0, 48000.0, 0.3);
    for (const double partial : {800.0, 1000.0}) {
      const auto more = make_sine(size, partial, 48000.0, 0.3, partial);
      for (std::size_t n = 0; n < size; ++n) samples[n] += more[n];
    }
    ck_assert_double_eq_tol(fixture.detect(samples).frequency, 200.0, 0.2);
  }
}
END_TEST

START_TEST(test_saws_at_every_size_and_rate) {
  for (const std::size_t size : all_block_sizes())
    for (const int rate : rates) {
      Fixture fixture(size, rate);
      const double lowest = 1.3 * rate / static_cast<double>(size);
      for (double frequency = lowest; frequency < 0.06 * rate; frequency *= 1.43) {
        const auto saw = make_partials(size, frequency, rate, 1, 60, [](int h) { return 1.0 / h; });
        const PitchGuess guess = fixture.detect(saw);
        ck_assert_double_eq_tol(cents_between(guess.frequency, frequency), 0.0, 4.0);
        ck_assert_double_gt(guess.clarity, 0.9);
      }
    }
}
END_TEST

START_TEST(test_missing_fundamentals_at_every_size_and_rate) {
  for (const std::size_t size : all_block_sizes())
    for (const int rate : rates) {
      Fixture fixture(size, rate);
      const double lowest = 2.1 * rate / static_cast<double>(size);
      const double highest = std::min(0.03 * rate, 1000.0);
      for (double frequency = lowest; frequency < highest; frequency *= 1.43)
        for (const int first : {2, 3}) {
          const auto samples = make_partials(size, frequency, rate, first, 10,
                                             [](int h) { return 1.0 / std::sqrt(h); });
          const PitchGuess guess = fixture.detect(samples);
          ck_assert_double_eq_tol(cents_between(guess.frequency, frequency), 0.0, 5.0);
          ck_assert_double_gt(guess.clarity, default_threshold);
        }
    }
}
END_TEST

START_TEST(test_a_strong_second_harmonic_is_no_octave) {
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size, 48000);
    for (double periods = 2.1; periods < 12.0; periods *= 1.11) {
      const double frequency = periods * 48000.0 / static_cast<double>(size);
      const auto samples = make_partials(size, frequency, 48000.0, 1, 20, [](int h) {
        return (h % 2 == 0 ? 1.0 : 0.25) / std::pow(h, 0.8);
      });
      const PitchGuess guess = fixture.detect(samples);
      ck_assert_double_eq_tol(cents_between(guess.frequency, frequency), 0.0, 10.0);
      ck_assert_double_gt(guess.clarity, default_threshold);
    }
  }
}
END_TEST

START_TEST(test_a_stiff_string_keeps_its_octave) {
  // Of a stiff string there is no one pitch: the partials lie up to B·h²/2 above the harmonics.
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size, 44100);
    for (double periods = 2.1; periods < 30.0; periods *= 1.23) {
      const double frequency = periods * 44100.0 / static_cast<double>(size);
      if (frequency > 1500.0) break;
      const auto samples =
          make_partials(size, frequency, 44100.0, 1, 12, [](int h) { return 1.0 / h; }, 1e-4);
      ck_assert_double_eq_tol(cents_between(fixture.detect(samples).frequency, frequency), 0.0,
                              15.0);
    }
  }
}
END_TEST

START_TEST(test_the_longest_period) {
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size, 48000);
    const double frequency = 1.25 * 48000.0 / static_cast<double>(size);
    const auto string = make_string(size, frequency, 48000.0);
    ck_assert_double_eq_tol(cents_between(fixture.detect(string).frequency, frequency), 0.0, 5.0);
  }
}
END_TEST

START_TEST(test_coloured_noise_is_unvoiced) {
  // Of 200 blocks each; in noise whose power rises towards 0 Hz a slow swing can look like a tone.
  for (const std::size_t size : {512U, 1024U, 2048U})
    for (const bool brown : {false, true}) {
      Fixture fixture(size, 48000);
      int voiced = 0;
      for (unsigned seed = 0; seed < 200; ++seed) {
        auto samples = make_noise(4 * size, 0.1, seed);
        // First-order low-passes: one gives 1/f² above 40 Hz, three of them side by side 1/f.
        std::array<double, 3> states{};
        for (float& sample : samples) {
          double sum = 0.0;
          constexpr std::array<double, 3> poles{0.995, 0.95, 0.6};
          constexpr std::array<double, 3> gains{0.03, 0.09, 0.3};
          for (std::size_t i = 0; i < (brown ? 1U : 3U); ++i) {
            states[i] = poles[i] * states[i] + gains[i] * static_cast<double>(sample);
            sum += states[i];
          }
          sample = static_cast<float>(sum);
        }
        const auto block = std::span(samples).last(size);
        voiced += fixture.detect(block).clarity >= default_threshold ? 1 : 0;
      }
      ck_assert_int_le(voiced, 30);
    }
}
END_TEST

START_TEST(test_clicks_are_unvoiced) {
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size, 44100);
    for (std::size_t at = 0; at + 40 < size; at += 97) {
      auto samples = make_noise(size, 1e-4, static_cast<unsigned>(at));
      for (std::size_t n = 0; n < 40; ++n)
        samples[at + n] += static_cast<float>(0.8 * std::exp(-static_cast<double>(n)));
      ck_assert_double_lt(fixture.detect(samples).clarity, default_threshold);
    }
  }
}
END_TEST

START_TEST(test_decays_at_any_place_are_unvoiced) {
  // On silence, where next to nothing is left to compare with.
  for (const std::size_t size : {std::size_t{512}, std::size_t{1024}, std::size_t{2048}}) {
    Fixture fixture(size, 48000);
    for (const double decay : {0.5, 1.0, 2.0, 4.0})
      for (std::size_t at = 0; at < size; at += 7) {
        std::vector<float> samples(size);
        for (std::size_t n = at; n < size; ++n)
          samples[n] = static_cast<float>(0.8 * std::exp(-static_cast<double>(n - at) / decay));
        ck_assert_double_lt(fixture.detect(samples).clarity, default_threshold);
      }
  }
}
END_TEST

START_TEST(test_dc_does_not_matter) {
  Fixture fixture(1024, 48000);
  auto samples = make_sine(1024, 220.0, 48000.0, 0.01);
  for (float& sample : samples) sample += 0.9F;
  ck_assert_double_eq_tol(fixture.detect(samples).frequency, 220.0, 0.1);
}
END_TEST

START_TEST(test_white_noise_is_unvoiced) {
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size, 44100);
    for (unsigned seed = 0; seed < 300; ++seed)
      ck_assert_double_lt(fixture.detect(make_noise(size, 0.1, seed)).clarity,
                          default_threshold - 0.1);
  }
}
END_TEST

START_TEST(test_a_tone_in_noise_is_found) {
  // 10 dB: amplitude 0.5 is a power of 0.125.
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size, 44100);
    for (unsigned seed = 0; seed < 20; ++seed) {
      auto samples = make_sine(size, 700.0, 44100.0, 0.5, 0.3 * seed);
      const auto noise = make_noise(size, std::sqrt(0.0125), seed);
      for (std::size_t n = 0; n < size; ++n) samples[n] += noise[n];
      const PitchGuess guess = fixture.detect(samples);
      ck_assert_double_eq_tol(cents_between(guess.frequency, 700.0), 0.0, 50.0);
      ck_assert_double_gt(guess.clarity, default_threshold);
    }
  }
}
END_TEST

START_TEST(test_nothing_repeats) {
  constexpr std::size_t size = 1024;
  Fixture fixture(size, 44100);
  const std::vector<float> silence(size);
  const std::vector<float> constant(size, 0.7F);
  std::vector<float> ramp(size);
  for (std::size_t n = 0; n < size; ++n) ramp[n] = static_cast<float>(n) / size;
  for (const auto& samples : {silence, constant}) {
    ck_assert_double_eq(fixture.detect(samples).frequency, 0.0);
    ck_assert_double_eq(fixture.detect(samples).clarity, 0.0);
  }
  ck_assert_double_lt(fixture.detect(ramp).clarity, default_threshold);
  for (const std::size_t at : {0U, 1U, 500U, 1023U}) {
    std::vector<float> impulse(size);
    impulse[at] = 1.0F;
    ck_assert_double_lt(fixture.detect(impulse).clarity, 0.1);
  }
}
END_TEST

START_TEST(test_limits_are_kept) {
  Fixture fixture(1024, 48000);
  const auto string = make_string(1024, 440.0, 48000.0);
  ck_assert_double_eq_tol(fixture.detect(string, 400.0, 500.0).frequency, 440.0, 0.1);
  ck_assert_double_eq_tol(fixture.detect(string, 440.0, 440.0).frequency, 440.0, 1e-9);
  for (const auto& [min, max] : {std::pair{100.0, 300.0}, {500.0, 2000.0}, {600.0, 500.0}}) {
    const PitchGuess guess = fixture.detect(string, min, max);
    ck_assert(guess.frequency == 0.0 || (guess.frequency >= min && guess.frequency <= max));
  }
  ck_assert_double_eq(fixture.detect(string, 30000.0, 0.0).frequency, 0.0);
}
END_TEST

START_TEST(test_partial_blocks) {
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size, 44100);
    const auto sine = make_sine(size, 440.0, 44100.0, 0.5);
    for (std::size_t valid = 0; valid <= size; valid += 51) {
      const PitchGuess guess = fixture.detect(std::span(sine).first(valid));
      if (valid < 256)
        ck_assert_double_eq(guess.frequency, 0.0);
      else
        ck_assert_double_eq_tol(guess.frequency, 440.0, 0.3);
    }
  }
}
END_TEST

START_TEST(test_a_block_leaves_nothing_to_the_next) {
  Fixture fixture(1024, 44100);
  const auto first = make_string(1024, 100.0, 44100.0);
  const auto second = make_sine(300, 1000.0, 44100.0);
  const PitchGuess alone = Fixture(1024, 44100).detect(second);
  fixture.detect(first);
  const PitchGuess after = fixture.detect(second);
  ck_assert_double_eq(after.frequency, alone.frequency);
  ck_assert_double_eq(after.clarity, alone.clarity);
}
END_TEST

int main() {
  return run_tests(
      "pitch_detector",
      {test_concert_pitch_and_cello_c, test_sines_at_every_size_and_rate,
       test_strings_at_every_size_and_rate, test_a_missing_fundamental_is_heard,
       test_saws_at_every_size_and_rate, test_missing_fundamentals_at_every_size_and_rate,
       test_a_strong_second_harmonic_is_no_octave, test_a_stiff_string_keeps_its_octave,
       test_the_longest_period, test_coloured_noise_is_unvoiced, test_clicks_are_unvoiced,
       test_decays_at_any_place_are_unvoiced,

       test_dc_does_not_matter, test_white_noise_is_unvoiced, test_a_tone_in_noise_is_found,
       test_nothing_repeats, test_limits_are_kept, test_partial_blocks,
       test_a_block_leaves_nothing_to_the_next});
}
