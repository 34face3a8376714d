// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/pitch_track.h"

#include <cmath>
#include <numbers>
#include <random>
#include <type_traits>
#include <vector>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

// All its memory is its own: nothing can be allocated later.
static_assert(std::is_trivially_copyable_v<PitchTrack>);

constexpr std::size_t block_samples = 1024;

struct Guess {
  double frequency = 0.0;
  double clarity = 0.0;
  double level = -20.0;
};

PitchTrack::Setup setup_with(std::size_t lag) {
  return {.rate = 48000, .block_samples = block_samples, .lag = lag};
}

/// What is reported of all blocks, with the number of those that were reported before the end.
struct Report {
  std::vector<double> frequencies;
  std::size_t before_end = 0;
};

Report track(const std::vector<Guess>& guesses, const PitchTrack::Setup& setup) {
  PitchTrack tracker;
  tracker.begin(setup);
  Report report;
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    const auto frequency = tracker.push({.start = i * block_samples,
                                         .samples = block_samples,
                                         .frequency = guesses[i].frequency,
                                         .clarity = guesses[i].clarity,
                                         .level = guesses[i].level,
                                         .onset = {}});
    if (frequency) report.frequencies.push_back(*frequency);
  }
  report.before_end = report.frequencies.size();
  while (const auto frequency = tracker.drain()) report.frequencies.push_back(*frequency);
  return report;
}

std::vector<Guess> steady(std::size_t count, double frequency = 200.0) {
  return std::vector<Guess>(count, Guess{.frequency = frequency, .clarity = 0.99});
}

bool is_near(double frequency, double expected) {
  return frequency > 0.0 && std::abs(1200.0 * std::log2(frequency / expected)) < 1.0;
}

}  // namespace

START_TEST(test_each_block_is_reported_once_and_lag_blocks_later) {
  for (std::size_t lag = 1; lag <= PitchTrack::longest_lag; ++lag)
    for (std::size_t count = 0; count < 20; ++count) {
      const Report report = track(steady(count), setup_with(lag));
      ck_assert_uint_eq(report.before_end, count > lag ? count - lag : 0);
      ck_assert_uint_eq(report.frequencies.size(), count);
    }
}
END_TEST

START_TEST(test_a_steady_pitch_stays_as_it_is) {
  for (const double frequency : track(steady(30, 123.4), setup_with(3)).frequencies)
    ck_assert(is_near(frequency, 123.4));
}
END_TEST

START_TEST(test_octave_errors_of_one_or_two_blocks_are_mended) {
  for (const double factor : {0.5, 1.0 / 3.0, 0.25, 2.0})
    for (const std::size_t length : {1U, 2U}) {
      std::vector<Guess> guesses = steady(30, 440.0);
      for (std::size_t i = 15; i < 15 + length; ++i) guesses[i].frequency *= factor;
      for (const double frequency : track(guesses, setup_with(3)).frequencies)
        ck_assert(is_near(frequency, 440.0));
    }
}
END_TEST

START_TEST(test_a_short_note_at_another_multiple_is_kept) {
  for (const double factor : {0.5, 1.0 / 3.0, 2.0}) {
    std::vector<Guess> guesses = steady(30, 440.0);
    for (std::size_t i = 15; i < 19; ++i) guesses[i].frequency *= factor;
    const Report report = track(guesses, setup_with(8));
    for (std::size_t i = 15; i < 19; ++i) ck_assert(is_near(report.frequencies[i], factor * 440.0));
  }
}
END_TEST

START_TEST(test_an_octave_that_lasts_is_kept) {
  std::vector<Guess> guesses = steady(20, 220.0);
  for (const Guess& guess : steady(20, 440.0)) guesses.push_back(guess);
  const Report report = track(guesses, setup_with(3));
  for (std::size_t i = 0; i < guesses.size(); ++i)
    ck_assert(is_near(report.frequencies[i], guesses[i].frequency));
}
END_TEST

START_TEST(test_a_single_unclear_block_in_a_pitch_is_voiced) {
  std::vector<Guess> guesses = steady(30);
  guesses[15].clarity = 0.3;
  for (const double frequency : track(guesses, setup_with(3)).frequencies)
    ck_assert(is_near(frequency, 200.0));
}
END_TEST

START_TEST(test_a_single_clear_block_in_noise_is_unvoiced) {
  std::mt19937 random(1);
  std::uniform_real_distribution<double> octaves(6.0, 12.0);
  std::vector<Guess> guesses(30);
  for (Guess& guess : guesses) guess = {.frequency = std::exp2(octaves(random)), .clarity = 0.05};
  guesses[15].clarity = 0.6;
  for (const double frequency : track(guesses, setup_with(3)).frequencies)
    ck_assert_double_eq(frequency, 0.0);
}
END_TEST

START_TEST(test_silence_is_unvoiced) {
  const std::vector<Guess> guesses(20, Guess{.level = -700.0});
  for (const double frequency : track(guesses, setup_with(3)).frequencies)
    ck_assert_double_eq(frequency, 0.0);
}
END_TEST

START_TEST(test_a_clear_vibrato_keeps_its_depth) {
  std::vector<Guess> guesses = steady(100, 300.0);
  for (std::size_t i = 0; i < guesses.size(); ++i) {
    const double turns = 6.0 * static_cast<double>(i * block_samples) / 48000.0;
    guesses[i].frequency *= std::exp2(std::sin(2.0 * std::numbers::pi * turns) * 50.0 / 1200.0);
    guesses[i].clarity = 1.0;
  }
  const Report report = track(guesses, setup_with(3));
  for (std::size_t i = 0; i < guesses.size(); ++i)
    ck_assert(is_near(report.frequencies[i], guesses[i].frequency));
}
END_TEST

START_TEST(test_an_unclear_block_follows_its_neighbours) {
  std::vector<Guess> guesses = steady(30, 200.0);
  guesses[15] = {.frequency = 200.0 * std::exp2(60.0 / 1200.0), .clarity = 0.8};
  const Report report = track(guesses, setup_with(3));
  const double cents = 1200.0 * std::log2(report.frequencies[15] / 200.0);
  ck_assert(cents > 10.0 && cents < 40.0);
  for (const std::size_t beside : {14U, 16U})
    ck_assert_double_eq_tol(report.frequencies[beside], 200.0, 0.3);
}
END_TEST

START_TEST(test_no_pitch_is_reported_outside_of_the_limits) {
  // An octave error whose right pitch lies beyond the limit.
  std::vector<Guess> guesses = steady(30, 440.0);
  guesses[15].frequency = guesses[16].frequency = 220.0;
  PitchTrack::Setup setup = setup_with(3);
  setup.max_frequency = 430.0;
  for (Guess& guess : guesses)
    if (guess.frequency > setup.max_frequency) guess = {.frequency = 0.0, .clarity = 0.0};
  for (const double frequency : track(guesses, setup).frequencies)
    ck_assert(frequency <= setup.max_frequency);
}
END_TEST

START_TEST(test_the_threshold_moves_what_is_voiced) {
  const std::vector<Guess> guesses(20, Guess{.frequency = 200.0, .clarity = 0.5});
  PitchTrack::Setup setup = setup_with(3);
  for (const double frequency : track(guesses, setup).frequencies) ck_assert(frequency > 0.0);
  setup.clarity_threshold = 0.99;
  for (const double frequency : track(guesses, setup).frequencies)
    ck_assert_double_eq(frequency, 0.0);
}
END_TEST

START_TEST(test_without_a_threshold_every_guess_is_reported) {
  std::vector<Guess> guesses = steady(10);
  for (int i = 0; i < 20; ++i) guesses.push_back({150.0 + 13.0 * (i % 5), 0.0, -90.0});
  guesses.push_back({});
  PitchTrack::Setup setup = setup_with(8);
  setup.clarity_threshold = 0.0;
  const Report report = track(guesses, setup);
  for (std::size_t i = 0; i < 30; ++i) ck_assert(report.frequencies[i] > 0.0);
  ck_assert(report.frequencies[30] == 0.0);
}
END_TEST

START_TEST(test_a_new_run_knows_nothing_of_the_one_before) {
  PitchTrack tracker;
  const auto run = [&tracker](const std::vector<Guess>& guesses) {
    tracker.begin(setup_with(4));
    std::vector<double> frequencies;
    for (const Guess& guess : guesses)
      if (const auto frequency = tracker.push({.samples = block_samples,
                                               .frequency = guess.frequency,
                                               .clarity = guess.clarity,
                                               .level = guess.level,
                                               .onset = {}}))
        frequencies.push_back(*frequency);
    return frequencies;
  };
  const std::vector<double> first = run(steady(10, 150.0));
  run(steady(7, 600.0));
  ck_assert(run(steady(10, 150.0)) == first);
}
END_TEST

START_TEST(test_no_number_comes_out_that_is_not_finite) {
  std::mt19937 random(2);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  std::vector<Guess> guesses(20000);
  for (Guess& guess : guesses)
    guess = {.frequency = unit(random) < 0.2 ? 0.0 : std::exp2(20.0 * unit(random)),
             .clarity = unit(random) < 0.1 ? 0.0 : unit(random),
             .level = unit(random) < 0.1 ? -700.0 : 800.0 * unit(random) - 700.0};
  for (std::size_t lag = 1; lag <= PitchTrack::longest_lag; ++lag) {
    const Report report = track(guesses, setup_with(lag));
    ck_assert_uint_eq(report.frequencies.size(), guesses.size());
    for (const double frequency : report.frequencies)
      ck_assert(std::isfinite(frequency) && frequency >= 0.0);
  }
}
END_TEST

int main() {
  return run_tests(
      "pitch_track",
      {test_each_block_is_reported_once_and_lag_blocks_later, test_a_steady_pitch_stays_as_it_is,
       test_octave_errors_of_one_or_two_blocks_are_mended,
       test_a_short_note_at_another_multiple_is_kept, test_an_octave_that_lasts_is_kept,
       test_a_single_unclear_block_in_a_pitch_is_voiced,
       test_a_single_clear_block_in_noise_is_unvoiced, test_silence_is_unvoiced,
       test_a_clear_vibrato_keeps_its_depth, test_an_unclear_block_follows_its_neighbours,
       test_no_pitch_is_reported_outside_of_the_limits, test_the_threshold_moves_what_is_voiced,
       test_without_a_threshold_every_guess_is_reported,
       test_a_new_run_knows_nothing_of_the_one_before,
       test_no_number_comes_out_that_is_not_finite});
}
