// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/buffer_analyzer.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cfloat>
#include <cstdlib>
#include <limits>
#include <memory>

#include "tests/support/dsp_test.h"

namespace {
std::atomic<std::size_t> allocation_count{0};
}  // namespace

// malloc itself is counted, so that the FFT libraries are watched too. The sanitizers bring a
// malloc of their own; there, operator new would be all that is left, and is not worth a second
// way.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define AUDIOBLOCKS_COUNTS_MALLOC
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* memory, std::size_t size);
void* malloc(std::size_t size) {
  ++allocation_count;
  return __libc_malloc(size);
}
void* calloc(std::size_t count, std::size_t size) {
  ++allocation_count;
  return __libc_calloc(count, size);
}
void* realloc(void* memory, std::size_t size) {
  ++allocation_count;
  return __libc_realloc(memory, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
  ++allocation_count;
  return __libc_memalign(alignment, size);
}
}
#endif

using namespace audioblocks;

namespace {

using Block = std::vector<std::vector<float>>;

struct Fixture {
  MemoryBudget budget;
  BufferAnalyzer analyzer{test_fft, budget};
  std::unique_ptr<BlockAnalysis> result = std::make_unique<BlockAnalysis>();
  AnalysisSettings settings;

  Fixture(std::size_t block_samples, int rate, std::size_t channels) {
    ck_assert(analyzer.prepare(block_samples, rate, channels));
  }
  const BlockAnalysis& analyze(const Block& block, std::size_t valid) {
    std::vector<std::span<const float>> channels(block.begin(), block.end());
    analyzer.analyze(channels, valid, settings, *result);
    return *result;
  }
  const BlockAnalysis& analyze(const Block& block) { return analyze(block, block[0].size()); }
};

void assert_finite(const BlockAnalysis& r) {
  for (const double value : {r.rms, r.peak, r.peak_frequency, r.peak_magnitude, r.centroid,
                             r.frequency, r.clarity, r.cents})
    ck_assert(std::isfinite(value));
  for (unsigned c = 0; c < r.channels; ++c)
    ck_assert(std::isfinite(r.channel_rms[c]) && std::isfinite(r.channel_peak[c]));
  for (unsigned b = 0; b < r.bands; ++b) {
    ck_assert(std::isfinite(r.magnitudes[b]));
    ck_assert_float_ge(r.magnitudes[b], -700.0F);
  }
  if (r.multi_channel)
    for (unsigned c = 0; c < r.channels; ++c)
      ck_assert(std::isfinite(r.channel_frequencies[c]) && std::isfinite(r.channel_clarities[c]));
  ck_assert_double_ge(r.peak_magnitude, -700.0);
  ck_assert(r.clarity >= 0.0 && r.clarity <= 1.0);
  ck_assert(r.cents >= -50.0 && r.cents < 50.0);
}

void assert_unvoiced(const BlockAnalysis& r) {
  ck_assert(!r.voiced);
  ck_assert_double_eq(r.frequency, 0.0);
  ck_assert_int_eq(r.midi_note, -1);
  ck_assert_str_eq(r.note, "");
  ck_assert_double_eq(r.cents, 0.0);
}

/// Inputs that break careless arithmetic.
std::vector<std::vector<float>> bad_inputs(std::size_t size) {
  std::vector<std::vector<float>> inputs;
  for (const float value : {0.0F, 1.0F, -1.0F, 1e-40F, 1e-45F, FLT_MIN, 1e30F, FLT_MAX}) {
    inputs.emplace_back(size, value);
    std::vector<float> alternation(size, value);
    for (std::size_t n = 1; n < size; n += 2) alternation[n] = -value;
    inputs.push_back(alternation);
    std::vector<float> square(size, value);
    for (std::size_t n = 0; n < size; ++n)
      if (n / 50 % 2 == 1) square[n] = -value;
    inputs.push_back(square);
    for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
      std::vector<float> impulse(size);
      impulse[at] = value;
      inputs.push_back(impulse);
    }
  }
  for (const double amplitude : {1.0, 1e-30, 1e30}) {
    inputs.push_back(make_noise(size, amplitude, 1));
    inputs.push_back(make_sine(size, 440.0, 44100.0, amplitude));
  }
  return inputs;
}

}  // namespace

START_TEST(test_a_tone_whole) {
  Fixture fixture(1024, 44100, 1);
  const BlockAnalysis& r = fixture.analyze({make_sine(1024, 440.0, 44100.0)});
  ck_assert(r.has_level && r.has_spectrum && r.has_pitch);
  ck_assert_uint_eq(r.channels, 1);
  ck_assert_double_eq_tol(r.rms, -3.01, 0.05);
  ck_assert_double_eq_tol(r.peak, 0.0, 0.01);
  ck_assert_double_eq_tol(r.peak_magnitude, 0.0, 0.05);
  ck_assert_double_eq_tol(r.peak_frequency, 440.0, 0.5);
  ck_assert_double_eq_tol(r.frequency, 440.0, 0.05);
  ck_assert(r.voiced);
  ck_assert_int_eq(r.midi_note, 69);
  ck_assert_str_eq(r.note, "A4");
  ck_assert_double_eq_tol(r.cents, 0.0, 0.2);
}
END_TEST

START_TEST(test_only_what_is_asked_for) {
  Fixture fixture(1024, 44100, 1);
  const Block tone{make_sine(1024, 440.0, 44100.0)};
  fixture.settings.level = fixture.settings.spectrum = fixture.settings.pitch = false;
  ck_assert(!fixture.analyze(tone).has_level);
  ck_assert(!fixture.result->has_spectrum && !fixture.result->has_pitch);
  ck_assert(!fixture.result->voiced);
  ck_assert_double_eq(fixture.result->peak_magnitude, -700.0);

  // Silence is told from pitch without the level being asked for.
  fixture.settings.pitch = true;
  ck_assert(fixture.analyze(tone).voiced);
  ck_assert(!fixture.result->has_level);
  fixture.settings.silence_threshold = -1.0;
  ck_assert(!fixture.analyze(tone).voiced);
}
END_TEST

START_TEST(test_level_of_each_channel) {
  Fixture fixture(1024, 44100, 3);
  const std::vector<float> quarter(1024, 0.25F);
  const std::vector<float> half(1024, -0.5F);
  const BlockAnalysis& r = fixture.analyze({quarter, half, std::vector<float>(1024)});
  ck_assert_double_eq_tol(r.channel_rms[0], -12.0412, 1e-3);
  ck_assert_double_eq_tol(r.channel_rms[1], -6.0206, 1e-3);
  ck_assert_double_eq(r.channel_rms[2], -700.0);
  ck_assert_double_eq_tol(r.channel_peak[1], -6.0206, 1e-3);
  ck_assert_double_eq(r.rms, r.channel_rms[1]);
  ck_assert_double_eq(r.peak, r.channel_peak[1]);
  ck_assert_double_eq_tol(r.power, (0.0625 + 0.25) / 3.0, 1e-12);
}
END_TEST

START_TEST(test_the_mix_is_the_mean) {
  Fixture fixture(1024, 48000, 2);
  const auto tone = make_sine(1024, 3000.0, 48000.0);
  auto opposite = tone;
  for (float& sample : opposite) sample = -sample;
  ck_assert_double_eq_tol(fixture.analyze({tone, std::vector<float>(1024)}).peak_magnitude, -6.02,
                          0.05);
  ck_assert_double_eq_tol(fixture.analyze({tone, tone}).peak_magnitude, 0.0, 0.05);
  // Each loud, nothing left of them.
  const BlockAnalysis& r = fixture.analyze({tone, opposite});
  ck_assert_double_eq(r.peak_magnitude, -700.0);
  ck_assert_double_eq(r.clarity, 0.0);
  assert_unvoiced(r);
}
END_TEST

START_TEST(test_sixty_four_channels) {
  Fixture fixture(1024, 48000, 64);
  const Block block(64, make_sine(1024, 440.0, 48000.0, 0.5));
  const BlockAnalysis& r = fixture.analyze(block);
  ck_assert_uint_eq(r.channels, 64);
  ck_assert_double_eq_tol(r.frequency, 440.0, 0.05);
  ck_assert_double_eq_tol(r.peak_magnitude, -6.02, 0.05);
}
END_TEST

START_TEST(test_channels_apart) {
  Fixture fixture(1024, 48000, 3);
  fixture.settings.multi_channel = true;
  const BlockAnalysis& r =
      fixture.analyze({make_sine(1024, 220.0, 48000.0, 0.2), make_sine(1024, 440.0, 48000.0, 0.8),
                       make_sine(1024, 880.0, 48000.0, 0.0001)});
  ck_assert(r.multi_channel);
  ck_assert_double_eq_tol(r.channel_frequencies[0], 220.0, 0.05);
  ck_assert_double_eq_tol(r.channel_frequencies[1], 440.0, 0.05);
  // −83 dBFS is silence.
  ck_assert_double_eq(r.channel_frequencies[2], 0.0);
  ck_assert_double_eq(r.channel_clarities[2], 0.0);
  ck_assert_double_gt(r.channel_clarities[0], 0.9);
  // The loudest channel's.
  ck_assert_double_eq(r.frequency, r.channel_frequencies[1]);
  ck_assert_double_eq_tol(r.peak_frequency, 440.0, 1.0);
  ck_assert_double_eq_tol(r.peak_magnitude, -1.94, 0.05);
}
END_TEST

START_TEST(test_of_equally_loud_channels_the_first_counts) {
  Fixture fixture(1000 / 125 * 128, 48000, 2);
  fixture.settings.multi_channel = true;
  // Whole periods of equal power, square so that it is the same to the last bit.
  std::vector<float> slow(1024, 0.5F);
  std::vector<float> fast(1024, 0.5F);
  for (std::size_t n = 0; n < 1024; ++n) {
    if (n / 64 % 2 == 1) slow[n] = -0.5F;
    if (n / 32 % 2 == 1) fast[n] = -0.5F;
  }
  ck_assert_double_eq_tol(fixture.analyze({slow, fast}).frequency, 375.0, 1.0);
  ck_assert_double_eq_tol(fixture.analyze({fast, slow}).frequency, 750.0, 1.0);
}
END_TEST

START_TEST(test_silence) {
  for (const bool multi : {false, true}) {
    Fixture fixture(1024, 44100, 2);
    fixture.settings.multi_channel = multi;
    fixture.settings.clarity_threshold = 0.0;
    fixture.settings.silence_threshold = -700.0;
    const BlockAnalysis& r = fixture.analyze({std::vector<float>(1024), std::vector<float>(1024)});
    assert_unvoiced(r);
    ck_assert_double_eq(r.clarity, 0.0);
    ck_assert_double_eq(r.rms, -700.0);
    ck_assert_double_eq(r.peak, -700.0);
    ck_assert_double_eq(r.centroid, 0.0);
    ck_assert_double_eq(r.peak_frequency, 0.0);
    ck_assert_double_eq(r.peak_magnitude, -700.0);
  }
}
END_TEST

START_TEST(test_thresholds_decide_alone) {
  Fixture fixture(1024, 44100, 1);
  const Block noise{make_noise(1024, 0.001, 1)};
  assert_unvoiced(fixture.analyze(noise));
  // With no thresholds every guess is told.
  fixture.settings.clarity_threshold = 0.0;
  fixture.settings.silence_threshold = -700.0;
  ck_assert(fixture.analyze(noise).voiced);
  ck_assert_double_gt(fixture.result->frequency, 0.0);

  const Block tone{make_sine(1024, 440.0, 44100.0, 0.1)};  // rms −23.01
  fixture.settings.silence_threshold = -23.2;
  fixture.settings.clarity_threshold = 0.9;
  ck_assert(fixture.analyze(tone).voiced);
  fixture.settings.silence_threshold = -22.8;
  assert_unvoiced(fixture.analyze(tone));
  ck_assert_double_eq(fixture.result->clarity, 0.0);
  fixture.settings.silence_threshold = -60.0;
  fixture.settings.clarity_threshold = 1.1;
  assert_unvoiced(fixture.analyze(tone));
  ck_assert_double_gt(fixture.result->clarity, 0.9);
}
END_TEST

START_TEST(test_reference_frequency) {
  Fixture fixture(1024, 44100, 1);
  fixture.settings.reference_frequency = 432.0;
  const BlockAnalysis& r = fixture.analyze({make_sine(1024, 440.0, 44100.0)});
  ck_assert_str_eq(r.note, "A4");
  ck_assert_double_eq_tol(r.cents, 31.77, 0.1);
}
END_TEST

START_TEST(test_bad_inputs_stay_finite) {
  for (const std::size_t size : all_block_sizes())
    for (const std::size_t channels : {1U, 2U}) {
      Fixture fixture(size, 44100, channels);
      fixture.settings.bands = 40;
      fixture.settings.silence_threshold = -700.0;
      fixture.settings.clarity_threshold = 0.0;
      std::size_t turn = 0;
      for (const auto& input : bad_inputs(size))
        for (const std::size_t valid : {std::size_t{0}, std::size_t{1}, size / 3, size}) {
          // Windows and modes in turn, or the sanitizers would take minutes.
          fixture.settings.window = static_cast<WindowType>(turn % 3);
          fixture.settings.multi_channel = turn % 2 == 0;
          ++turn;
          Block block(channels, std::vector<float>(size));
          std::copy_n(input.begin(), valid, block[0].begin());
          if (channels == 2) std::copy_n(input.rbegin(), valid, block[1].begin());
          assert_finite(fixture.analyze(block, valid));
        }
    }
}
END_TEST

START_TEST(test_huge_and_tiny_signals_are_analysed_right) {
  for (const double exponent : {-30.0, -10.0, 10.0, 30.0, 38.0})
    for (const std::size_t channels : {1U, 2U}) {
      Fixture fixture(1024, 44100, channels);
      fixture.settings.silence_threshold = -700.0;
      fixture.settings.bands = 1;
      const auto tone = make_sine(1024, 1000.0, 44100.0, std::pow(10.0, exponent));
      const BlockAnalysis& r = fixture.analyze(Block(channels, tone));
      ck_assert_double_eq_tol(r.rms, 20.0 * exponent - 3.01, 0.1);
      ck_assert_double_eq_tol(r.peak_magnitude, 20.0 * exponent, 0.05);
      ck_assert_double_eq_tol(r.peak_frequency, 1000.0, 0.5);
      ck_assert_double_eq_tol(r.frequency, 1000.0, 0.1);
      ck_assert_double_gt(r.clarity, 0.98);
    }
}
END_TEST

START_TEST(test_samples_behind_the_valid_ones_are_not_read) {
  Fixture fixture(1024, 44100, 2);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  Block block(2, std::vector<float>(1024, nan));
  const auto tone = make_sine(600, 1000.0, 44100.0);
  for (auto& channel : block) std::ranges::copy(tone, channel.begin());
  for (const bool multi : {false, true}) {
    fixture.settings.multi_channel = multi;
    const BlockAnalysis& r = fixture.analyze(block, 600);
    assert_finite(r);
    ck_assert_double_eq_tol(r.rms, -3.01, 0.05);
    ck_assert_double_eq_tol(r.peak_magnitude, 0.0, 0.1);
    ck_assert_double_eq_tol(r.frequency, 1000.0, 0.5);
  }
}
END_TEST

START_TEST(test_a_short_remainder_is_unvoiced) {
  Fixture fixture(1024, 44100, 1);
  const Block tone{make_sine(1024, 2000.0, 44100.0)};
  ck_assert(fixture.analyze(tone, 256).voiced);
  assert_unvoiced(fixture.analyze(tone, 255));
  ck_assert_double_eq(fixture.result->clarity, 0.0);
  ck_assert_double_eq_tol(fixture.result->rms, -3.01, 0.1);
}
END_TEST

START_TEST(test_bands) {
  Fixture fixture(1024, 48000, 1);
  fixture.settings.bands = 4;
  const Block tone{make_sine(1024, 9000.0, 48000.0)};
  const BlockAnalysis& r = fixture.analyze(tone);
  ck_assert_uint_eq(r.bands, 4);
  for (const std::size_t b : {0U, 2U, 3U}) ck_assert_float_lt(r.magnitudes[b], r.magnitudes[1]);
  fixture.settings.bands = 5000;
  ck_assert_uint_eq(fixture.analyze(tone).bands, BufferConstants::max_bands);
  fixture.settings.bands = 0;
  ck_assert_uint_eq(fixture.analyze(tone).bands, 0);
}
END_TEST

START_TEST(test_every_size_and_rate) {
  for (const std::size_t size : all_block_sizes())
    for (const int rate : {8000, 44100, 96000, 192000}) {
      Fixture fixture(size, rate, 1);
      const double frequency = rate / 100.0;
      const BlockAnalysis& r = fixture.analyze({make_sine(size, frequency, rate, 0.5)});
      ck_assert(r.voiced);
      ck_assert_double_eq_tol(r.frequency / frequency, 1.0, 0.001);
      ck_assert_double_eq_tol(r.peak_magnitude, -6.02, 0.06);
    }
}
END_TEST

START_TEST(test_analyze_allocates_nothing) {
#ifdef AUDIOBLOCKS_COUNTS_MALLOC
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size, 44100, 2);
    fixture.settings.bands = 100;
    const auto tone = make_sine(size, 440.0, 44100.0);
    const auto noise = make_noise(size, 0.1, 1);
    const std::array<std::span<const float>, 2> channels{tone, noise};
    const std::size_t before = allocation_count;
    for (const bool multi : {false, true})
      for (const WindowType window : all_windows)
        for (const std::size_t valid : {std::size_t{0}, size / 2, size}) {
          fixture.settings.multi_channel = multi;
          fixture.settings.window = window;
          fixture.analyzer.analyze(channels, valid, fixture.settings, *fixture.result);
        }
    ck_assert_uint_eq(allocation_count, before);
  }
  const std::size_t before = allocation_count;
  void* volatile memory = std::malloc(1);
  std::free(memory);
  ck_assert_uint_gt(allocation_count, before);
#endif
}
END_TEST

START_TEST(test_prepare_fails_cleanly) {
  // Every limit up to what it takes: refused and nothing held, then granted.
  std::size_t needed = 0;
  {
    MemoryBudget budget;
    BufferAnalyzer analyzer(test_fft, budget);
    ck_assert(analyzer.prepare(1024, 44100, 2));
    needed = budget.current();
    ck_assert_uint_gt(budget.current(MemoryKind::fft), 0);
    ck_assert_uint_eq(budget.current(MemoryKind::scratch) + budget.current(MemoryKind::fft),
                      needed);
  }
  for (std::size_t limit = 0; limit < needed; limit += 1024) {
    MemoryBudget budget(limit);
    BufferAnalyzer analyzer(test_fft, budget);
    ck_assert(!analyzer.prepare(1024, 44100, 2));
    ck_assert_uint_eq(budget.current(), 0);
  }
  MemoryBudget budget(needed);
  {
    BufferAnalyzer analyzer(test_fft, budget);
    ck_assert(analyzer.prepare(1024, 44100, 2));
    ck_assert(analyzer.prepare(1024, 48000, 2));
    ck_assert_uint_eq(budget.current(), needed);
  }
  ck_assert_uint_eq(budget.current(), 0);
}
END_TEST

START_TEST(test_a_planner_that_refuses) {
  MemoryBudget budget;
  BufferAnalyzer analyzer(
      [](MemoryBudget&, std::size_t) noexcept { return std::unique_ptr<Fft>(); }, budget);
  ck_assert(!analyzer.prepare(1024, 44100, 1));
  ck_assert_uint_eq(budget.current(), 0);
  // Not ready: nothing is analysed, nothing breaks.
  const auto tone = make_sine(1024, 440.0, 44100.0);
  const std::array<std::span<const float>, 1> channels{tone};
  const auto result = std::make_unique<BlockAnalysis>();
  analyzer.analyze(channels, 1024, {}, *result);
  ck_assert(!result->has_level && !result->voiced);
}
END_TEST

START_TEST(test_the_guess_of_an_unvoiced_block) {
  Fixture fixture(1024, 44100, 1);
  fixture.settings.clarity_threshold = 1.0;
  std::vector<float> samples = make_sine(1024, 440.0, 44100.0, 0.2);
  const std::vector<float> noise = make_noise(1024, 0.1, 6);
  for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += noise[n];
  const BlockAnalysis& r = fixture.analyze({samples});
  ck_assert(!r.voiced);
  ck_assert_double_eq(r.frequency, 0.0);
  ck_assert_double_eq_tol(r.guess_frequency, 440.0, 5.0);
  // A silent block has none.
  ck_assert_double_eq(fixture.analyze({std::vector<float>(1024)}).guess_frequency, 0.0);
}
END_TEST

START_TEST(test_a_block_of_two_tones_repeats_less_exactly) {
  Fixture fixture(1024, 44100, 1);
  std::vector<float> samples = make_sine(1024, 440.0, 44100.0, 0.2);
  ck_assert_double_gt(fixture.analyze({samples}).guess_height, 0.99);
  const std::vector<float> next = make_sine(1024, 523.25, 44100.0, 0.2);
  std::copy(next.begin() + 512, next.end(), samples.begin() + 512);
  ck_assert_double_lt(fixture.analyze({samples}).guess_height, 0.9);
  ck_assert_double_eq(fixture.analyze({std::vector<float>(1024)}).guess_height, 0.0);
}
END_TEST

START_TEST(test_the_onset_where_it_is_asked_for) {
  std::vector<float> samples(1024);
  const std::vector<float> tone = make_sine(1024, 440.0, 44100.0, 0.2);
  std::copy(tone.begin() + 512, tone.end(), samples.begin() + 512);
  Fixture fixture(1024, 44100, 1);
  ck_assert_float_eq(fixture.analyze({samples}).onset.rise, 0.0F);
  fixture.settings.onset = true;
  fixture.analyzer.begin_run();
  const Onset first = fixture.analyze({samples}).onset;
  ck_assert_uint_eq(first.rise_chunk, 4);
  ck_assert_float_gt(first.rise, 20.0F);
  // The tone goes on: nothing begins, unless a run does.
  ck_assert_float_lt(fixture.analyze({tone}).onset.rise, 3.0F);
  fixture.analyzer.begin_run();
  ck_assert_float_gt(fixture.analyze({tone}).onset.rise, 20.0F);
}
END_TEST

START_TEST(test_prepared_for_another_size) {
  Fixture fixture(BufferConstants::max_block_samples, 44100, 2);
  ck_assert(fixture.analyzer.prepare(BufferConstants::min_block_samples, 8000, 1));
  const BlockAnalysis& r =
      fixture.analyze({make_sine(BufferConstants::min_block_samples, 440.0, 8000.0)});
  ck_assert_double_eq_tol(r.frequency, 440.0, 0.3);
  ck_assert_double_eq_tol(r.peak_frequency, 440.0, 1.0);
}
END_TEST

int main() {
  return run_tests("buffer_analyzer", {test_a_tone_whole,
                                       test_the_guess_of_an_unvoiced_block,
                                       test_a_block_of_two_tones_repeats_less_exactly,
                                       test_the_onset_where_it_is_asked_for,
                                       test_only_what_is_asked_for,
                                       test_level_of_each_channel,
                                       test_the_mix_is_the_mean,
                                       test_sixty_four_channels,
                                       test_channels_apart,
                                       test_of_equally_loud_channels_the_first_counts,
                                       test_silence,
                                       test_thresholds_decide_alone,
                                       test_reference_frequency,
                                       test_bad_inputs_stay_finite,
                                       test_huge_and_tiny_signals_are_analysed_right,
                                       test_samples_behind_the_valid_ones_are_not_read,
                                       test_a_short_remainder_is_unvoiced,
                                       test_bands,
                                       test_every_size_and_rate,
                                       test_analyze_allocates_nothing,
                                       test_prepare_fails_cleanly,
                                       test_a_planner_that_refuses,
                                       test_prepared_for_another_size});
}
