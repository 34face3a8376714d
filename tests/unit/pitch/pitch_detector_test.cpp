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

namespace {

constexpr std::initializer_list<int> sweep_rates{8000, 16000, 44100, 48000, 96000, 192000, 384000};

bool is_voiced(const PitchGuess& guess) {
  return guess.frequency > 0.0 && guess.clarity >= default_threshold;
}

bool is_right(const PitchGuess& guess, double frequency, double cents = 50.0) {
  return is_voiced(guess) && std::abs(cents_between(guess.frequency, frequency)) <= cents;
}

/// Adds `added` with a power so many dB above that of a sine of amplitude 0.3.
std::vector<float> mix(std::vector<float> samples, const std::vector<float>& added, double db) {
  double power = 0.0;
  for (const float sample : added)
    power += static_cast<double>(sample) * static_cast<double>(sample);
  const double wanted = 0.045 * std::pow(10.0, db / 10.0) * static_cast<double>(added.size());
  const auto gain = static_cast<float>(std::sqrt(wanted / power));
  for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += gain * added[n];
  return samples;
}

std::vector<float> make_hum(std::size_t count, double frequency, double rate, int lines) {
  return make_partials(count, frequency, rate, 1, lines, [](int h) { return 1.0 / h; });
}

/// Noise below a frequency, as a sum of sines at random.
std::vector<float> make_rumble(std::size_t count, double highest, double rate, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> at(2.0, highest);
  std::uniform_real_distribution<double> phase(0.0, 2.0 * std::numbers::pi);
  std::vector<float> samples(count);
  for (int k = 0; k < 40; ++k) {
    const auto sine = make_sine(count, at(generator), rate, 0.1, phase(generator));
    for (std::size_t n = 0; n < count; ++n) samples[n] += sine[n];
  }
  return samples;
}

/// From G2 to A5.
constexpr std::initializer_list<double> notes{98.0,  110.0, 123.5, 147.0, 165.0, 196.0,
                                              220.0, 247.0, 294.0, 330.0, 392.0, 440.0,
                                              494.0, 587.0, 659.0, 740.0, 880.0};

/// A sine, a string or a saw, of the power that mix() refers to.
std::vector<float> make_tone(int kind, std::size_t count, double frequency, double rate) {
  if (kind == 0) return make_sine(count, frequency, rate, 0.3, frequency);
  auto samples = kind == 1
                     ? make_string(count, frequency, rate)
                     : make_partials(count, frequency, rate, 1, 30, [](int h) { return 1.0 / h; });
  return mix(std::vector<float>(count), samples, 0.0);
}

}  // namespace

START_TEST(test_below_the_lowest_pitch_is_unvoiced) {
  int voiced = 0;
  int tones = 0;
  for (const std::size_t size : all_block_sizes())
    for (const int rate : sweep_rates) {
      Fixture fixture(size, rate);
      const double lowest = PitchDetector::lowest_frequency(size, rate);
      for (double part = 0.8; part < 0.985; part += 0.0123) {
        ck_assert(!is_voiced(fixture.detect(make_sine(size, part * lowest, rate, 0.3))));
        for (const int kind : {1, 2}) {
          voiced += is_voiced(fixture.detect(make_tone(kind, size, part * lowest, rate))) ? 1 : 0;
          ++tones;
        }
      }
      // The limit itself and what lies above it is there.
      for (double part = 1.0; part < 1.3; part += 0.0123)
        ck_assert(is_right(fixture.detect(make_sine(size, part * lowest, rate, 0.3)), part * lowest,
                           10.0));
    }
  // Of harmonic tones few: an overtone's period may lie within.
  ck_assert_int_le(voiced * 100, tones);
}
END_TEST

START_TEST(test_below_a_set_minimum_is_unvoiced) {
  for (const std::size_t size : all_block_sizes())
    for (const int rate : sweep_rates) {
      Fixture fixture(size, rate);
      for (const double periods : {2.4, 3.1, 5.3, 9.9}) {
        const double minimum = periods * rate / static_cast<double>(size);
        if (minimum > 0.2 * rate) continue;
        for (const int kind : {0, 1, 2}) {
          for (const double part : {0.7, 0.85, 0.97})
            ck_assert(!is_voiced(
                fixture.detect(make_tone(kind, size, part * minimum, rate), minimum, 0.0)));
          for (const double part : {1.0, 1.01, 1.3})
            ck_assert(
                is_right(fixture.detect(make_tone(kind, size, part * minimum, rate), minimum, 0.0),
                         part * minimum, 10.0));
        }
      }
    }
}
END_TEST

START_TEST(test_above_a_set_maximum_is_unvoiced) {
  for (const std::size_t size : all_block_sizes())
    for (const int rate : sweep_rates) {
      Fixture fixture(size, rate);
      for (const double periods : {4.1, 7.7, 20.5}) {
        const double maximum = periods * rate / static_cast<double>(size);
        for (const int kind : {0, 1, 2}) {
          for (const double part : {1.03, 1.45, 2.07, 2.9})
            if (part * maximum < 0.1 * rate)
              ck_assert(!is_voiced(
                  fixture.detect(make_tone(kind, size, part * maximum, rate), 0.0, maximum)));
          // The harmonics of these lie beyond it.
          for (const double part : {0.7, 0.99, 1.0})
            if (part * maximum < 0.1 * rate)
              ck_assert(is_right(
                  fixture.detect(make_tone(kind, size, part * maximum, rate), 0.0, maximum),
                  part * maximum, 10.0));
        }
      }
    }
}
END_TEST

START_TEST(test_sines_up_to_nearly_half_the_rate) {
  for (const std::size_t size : all_block_sizes())
    for (const int rate : sweep_rates) {
      Fixture fixture(size, rate);
      for (double part = 0.4; part <= 0.49; part += 0.00131)
        ck_assert(
            is_right(fixture.detect(make_sine(size, part * rate, rate, 0.3)), part * rate, 10.0));
    }
}
END_TEST

START_TEST(test_a_note_is_heard_through_hum) {
  int right = 0;
  int blocks = 0;
  for (const int rate : {44100, 48000}) {
    Fixture fixture(1024, rate);
    for (const double note : notes)
      for (const int kind : {0, 1, 2})
        for (const double frequency : {50.0, 60.0})
          for (const double db : {-6.0, -10.0})
            for (const int lines : {1, 2, 3}) {
              const auto tone = make_tone(kind, 1024, note, rate);
              const auto hum = make_hum(1024, frequency, rate, lines);
              right += is_right(fixture.detect(mix(tone, hum, db)), note) ? 1 : 0;
              ++blocks;
            }
  }
  ck_assert_int_ge(100 * right, 97 * blocks);
}
END_TEST

START_TEST(test_a_note_is_heard_through_rumble) {
  int right = 0;
  int blocks = 0;
  for (const int rate : {44100, 48000}) {
    Fixture fixture(1024, rate);
    unsigned seed = 0;
    for (const double note : notes)
      for (const int kind : {0, 1, 2})
        for (const double highest : {30.0, 50.0})
          for (const double db : {0.0, 6.0})
            for (int take = 0; take < 4; ++take) {
              const auto tone = make_tone(kind, 1024, note, rate);
              const auto rumble = make_rumble(1024, highest, rate, ++seed);
              right += is_right(fixture.detect(mix(tone, rumble, db)), note) ? 1 : 0;
              ++blocks;
            }
  }
  ck_assert_int_ge(100 * right, 97 * blocks);
}
END_TEST

namespace {

/// Faint noise, and the sound from a sample on.
std::vector<float> begin_at(std::size_t onset, const std::vector<float>& sound) {
  auto samples = make_noise(sound.size(), 1e-3, static_cast<unsigned>(onset));
  for (std::size_t n = onset; n < sound.size(); ++n) samples[n] += sound[n - onset];
  return samples;
}

}  // namespace

START_TEST(test_a_note_that_begins_within_the_block) {
  for (const std::size_t size : {512U, 1024U, 2048U}) {
    Fixture fixture(size, 48000);
    for (std::size_t onset = 1; onset <= size / 2; onset += 37)
      for (const double periods : {4.6, 7.3, 19.0}) {
        const double note = periods * 48000.0 / static_cast<double>(size - onset);
        for (const int kind : {0, 1, 2}) {
          const auto tone = begin_at(onset, make_tone(kind, size, note, 48000.0));
          ck_assert(is_right(fixture.detect(tone), note, 25.0));
        }
      }
  }
}
END_TEST

START_TEST(test_noise_that_begins_within_the_block) {
  for (const std::size_t size : {512U, 1024U, 2048U}) {
    Fixture fixture(size, 48000);
    for (std::size_t onset = 1; onset < size; onset += 37) {
      auto noise = make_noise(size, 0.1, static_cast<unsigned>(size + onset));
      ck_assert(!is_voiced(fixture.detect(begin_at(onset, noise))));
      // A stroke that dies away within a third of the block.
      for (std::size_t n = 0; n < size; ++n)
        noise[n] *= std::exp(-9.0F * static_cast<float>(n) / static_cast<float>(size));
      ck_assert(!is_voiced(fixture.detect(begin_at(onset, noise))));
    }
  }
}
END_TEST

START_TEST(test_hum_and_rumble_alone) {
  for (const int rate : {44100, 48000}) {
    Fixture fixture(1024, rate);
    for (unsigned seed = 0; seed < 200; ++seed)
      ck_assert(!is_voiced(fixture.detect(make_rumble(1024, 30.0, rate, seed))));
    ck_assert(!is_voiced(fixture.detect(make_hum(1024, 50.0, rate, 1))));
    // Where the block reaches it, hum is a tone.
    Fixture longer(2048, rate);
    for (const double frequency : {50.0, 60.0})
      ck_assert(is_right(longer.detect(make_hum(2048, frequency, rate, 3)), frequency, 10.0));
  }
}
END_TEST

int main() {
  return run_tests("pitch_detector", {test_concert_pitch_and_cello_c,
                                      test_sines_at_every_size_and_rate,
                                      test_strings_at_every_size_and_rate,
                                      test_a_missing_fundamental_is_heard,
                                      test_saws_at_every_size_and_rate,
                                      test_missing_fundamentals_at_every_size_and_rate,
                                      test_a_strong_second_harmonic_is_no_octave,
                                      test_a_stiff_string_keeps_its_octave,
                                      test_the_longest_period,
                                      test_coloured_noise_is_unvoiced,
                                      test_clicks_are_unvoiced,
                                      test_decays_at_any_place_are_unvoiced,
                                      test_dc_does_not_matter,
                                      test_white_noise_is_unvoiced,
                                      test_a_tone_in_noise_is_found,
                                      test_below_the_lowest_pitch_is_unvoiced,
                                      test_below_a_set_minimum_is_unvoiced,
                                      test_above_a_set_maximum_is_unvoiced,
                                      test_sines_up_to_nearly_half_the_rate,
                                      test_a_note_is_heard_through_hum,
                                      test_a_note_is_heard_through_rumble,
                                      test_a_note_that_begins_within_the_block,
                                      test_noise_that_begins_within_the_block,
                                      test_hum_and_rumble_alone,
                                      test_nothing_repeats,
                                      test_limits_are_kept,
                                      test_partial_blocks,
                                      test_a_block_leaves_nothing_to_the_next});
}
