// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/spectrum.h"

#include <array>
#include <cfloat>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

constexpr int rate = 48000;

struct Fixture {
  MemoryBudget budget;
  Spectrum spectrum;
  double bin_hz;

  explicit Fixture(std::size_t block_samples)
      : bin_hz(rate / static_cast<double>(fast_fft_size(block_samples))) {
    ck_assert(spectrum.prepare(test_fft, budget, block_samples, rate));
  }
  SpectrumFigures analyze(std::span<const float> samples, WindowType window,
                          std::span<float> bands = {}) {
    return spectrum.analyze({.samples = samples}, window, bands);
  }
};

}  // namespace

START_TEST(test_full_scale_sine_reads_0_db_at_every_offset) {
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size);
    for (const WindowType window : all_windows)
      for (int i = 0; i <= 40; ++i) {
        const double bin = 20.0 + i / 20.0;
        const auto sine = make_sine(size, bin * fixture.bin_hz, rate, 1.0, 0.3 * i);
        const SpectrumFigures figures = fixture.analyze(sine, window);
        ck_assert_double_eq_tol(figures.peak_magnitude, 0.0, 0.01);
        ck_assert_double_eq_tol(figures.peak_frequency / fixture.bin_hz, bin, 0.005);
      }
  }
}
END_TEST

START_TEST(test_sine_near_either_end_reads_0_db) {
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size);
    for (const WindowType window : all_windows)
      for (int i = 0; i <= 100; ++i) {
        const double low = 2.0 + i / 10.0;
        const double high = static_cast<double>(fast_fft_size(size)) / 2.0 - low;
        for (const double bin : {low, high}) {
          const auto sine = make_sine(size, bin * fixture.bin_hz, rate, 1.0, 0.3 * i);
          const SpectrumFigures figures = fixture.analyze(sine, window);
          ck_assert_double_eq_tol(figures.peak_magnitude, 0.0, 0.05);
          ck_assert_double_eq_tol(figures.peak_frequency / fixture.bin_hz, bin, 0.02);
        }
      }
  }
}
END_TEST

START_TEST(test_dc_and_rate_half_are_not_doubled) {
  for (const std::size_t size : all_block_sizes()) {
    Fixture fixture(size);
    const std::vector<float> constant(size, -0.5F);
    std::vector<float> alternation(size, 0.5F);
    for (std::size_t n = 1; n < size; n += 2) alternation[n] = -0.5F;
    for (const WindowType window : all_windows) {
      const SpectrumFigures dc = fixture.analyze(constant, window);
      ck_assert_double_eq(dc.peak_frequency, 0.0);
      ck_assert_double_eq_tol(dc.peak_magnitude, -6.0206, 1e-3);
      const SpectrumFigures fast = fixture.analyze(alternation, window);
      ck_assert_double_eq_tol(fast.peak_frequency, rate / 2.0, 1e-6);
      ck_assert_double_eq_tol(fast.peak_magnitude, -6.0206, 1e-3);
    }
  }
}
END_TEST

START_TEST(test_the_highest_peak_wins_over_dc) {
  Fixture fixture(1024);
  auto samples = make_sine(1024, 3000.0, rate, 0.5);
  for (float& sample : samples) sample += 0.4F;
  for (const WindowType window : all_windows) {
    const SpectrumFigures figures = fixture.analyze(samples, window);
    ck_assert_double_eq_tol(figures.peak_frequency, 3000.0, 1.0);
    ck_assert_double_eq_tol(figures.peak_magnitude, -6.02, 0.05);
  }
}
END_TEST

START_TEST(test_silence) {
  Fixture fixture(1024);
  const std::vector<float> silence(1024);
  std::array<float, 8> bands{};
  for (const std::size_t valid : {0U, 1U, 500U, 1024U}) {
    const SpectrumFigures figures =
        fixture.analyze(std::span(silence).first(valid), WindowType::hann, bands);
    ck_assert_double_eq(figures.peak_frequency, 0.0);
    ck_assert_double_eq(figures.peak_magnitude, -700.0);
    ck_assert_double_eq(figures.centroid, 0.0);
    for (const float band : bands) ck_assert_float_eq(band, -700.0F);
  }
}
END_TEST

START_TEST(test_centroid_of_a_flat_spectrum_is_the_middle) {
  Fixture fixture(1024);
  std::vector<float> impulse(1024);
  impulse[512] = 1.0F;
  for (const WindowType window : all_windows)
    ck_assert_double_eq_tol(fixture.analyze(impulse, window).centroid, rate / 4.0, 0.1);
}
END_TEST

START_TEST(test_centroid_of_two_equal_tones_is_between) {
  Fixture fixture(1024);
  auto samples = make_sine(1024, 64.0 * fixture.bin_hz, rate, 0.5);
  const auto second = make_sine(1024, 192.0 * fixture.bin_hz, rate, 0.5);
  for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += second[n];
  ck_assert_double_eq_tol(fixture.analyze(samples, WindowType::hann).centroid,
                          128.0 * fixture.bin_hz, 1.0);
}
END_TEST

START_TEST(test_centroid_weighs_power) {
  // Amplitudes 3 and 1: powers 9 and 1, so a tenth of the way.
  Fixture fixture(1024);
  auto samples = make_sine(1024, 64.0 * fixture.bin_hz, rate, 0.6);
  const auto second = make_sine(1024, 164.0 * fixture.bin_hz, rate, 0.2);
  for (std::size_t n = 0; n < samples.size(); ++n) samples[n] += second[n];
  ck_assert_double_eq_tol(fixture.analyze(samples, WindowType::hann).centroid,
                          74.0 * fixture.bin_hz, 1.0);
}
END_TEST

START_TEST(test_centroid_of_a_tone_is_its_frequency) {
  Fixture fixture(1024);
  for (const WindowType window : all_windows)
    for (const double bin : {20.0, 20.5, 100.3, 400.7}) {
      const auto sine = make_sine(1024, bin * fixture.bin_hz, rate, 1.0);
      ck_assert_double_eq_tol(fixture.analyze(sine, window).centroid / fixture.bin_hz, bin, 0.5);
    }
}
END_TEST

START_TEST(test_bands_by_hand) {
  // An impulse of 1 where the window is 1: |X| = 1 everywhere, 4/Σw² in power, 1/Σw² at the ends.
  Fixture fixture(1024);
  std::vector<float> impulse(1024);
  impulse[512] = 1.0F;
  std::array<float, 4> bands{};
  fixture.analyze(impulse, WindowType::hann, bands);
  const double one = -20.0 * std::log10(512.0);
  ck_assert_float_eq_tol(bands[0],
                         static_cast<float>(one + 10.0 * std::log10((127 * 4 + 1) / 128.0)), 1e-3F);
  ck_assert_float_eq_tol(bands[1], static_cast<float>(one + 6.0206), 1e-3F);
  ck_assert_float_eq_tol(bands[2], static_cast<float>(one + 6.0206), 1e-3F);
  ck_assert_float_eq_tol(bands[3],
                         static_cast<float>(one + 10.0 * std::log10((128 * 4 + 1) / 129.0)), 1e-3F);
}
END_TEST

START_TEST(test_a_tone_is_in_its_band) {
  Fixture fixture(1024);
  std::array<float, 8> bands{};
  fixture.analyze(make_sine(1024, 16500.0, rate), WindowType::blackman, bands);
  for (std::size_t b = 0; b < bands.size(); ++b)
    if (b == 5)
      ck_assert_float_gt(bands[b], -20.0F);
    else
      ck_assert_float_lt(bands[b], -70.0F);
}
END_TEST

START_TEST(test_more_bands_than_bins) {
  // 129 bins, 1024 bands: none is left empty, neighbours share a bin.
  Fixture fixture(BufferConstants::min_block_samples);
  std::vector<float> impulse(BufferConstants::min_block_samples);
  impulse[impulse.size() / 2] = 1.0F;
  std::vector<float> bands(1024);
  fixture.analyze(impulse, WindowType::hann, bands);
  const float level =
      static_cast<float>(20.0 * std::log10(4.0 / static_cast<double>(impulse.size())));
  ck_assert_float_eq_tol(bands[0], level - 6.0206F, 1e-3F);
  ck_assert_float_eq_tol(bands[500], level, 1e-3F);
  ck_assert_float_eq_tol(bands[501], level, 1e-3F);
  ck_assert_float_eq_tol(bands[1023], level - 6.0206F, 1e-3F);
}
END_TEST

START_TEST(test_sine_in_a_partial_block_reads_0_db) {
  Fixture fixture(1024);
  for (const WindowType window : all_windows)
    for (const std::size_t valid : {400U, 512U, 700U, 1000U, 1023U}) {
      const auto sine = make_sine(valid, 5000.0, rate);
      const SpectrumFigures figures = fixture.analyze(sine, window);
      ck_assert_double_eq_tol(figures.peak_magnitude, 0.0, 0.1);
      ck_assert_double_eq_tol(figures.peak_frequency, 5000.0, 5.0);
    }
}
END_TEST

START_TEST(test_noise_in_a_partial_block_keeps_its_band_level) {
  Fixture fixture(1024);
  for (const WindowType window : all_windows) {
    double whole = 0.0;
    double half = 0.0;
    for (unsigned seed = 0; seed < 200; ++seed) {
      const auto noise = make_noise(1024, 0.1, seed);
      std::array<float, 1> band{};
      fixture.analyze(noise, window, band);
      whole += std::pow(10.0, static_cast<double>(band[0]) / 10.0);
      fixture.analyze(std::span(noise).first(512), window, band);
      half += std::pow(10.0, static_cast<double>(band[0]) / 10.0);
    }
    ck_assert_double_eq_tol(10.0 * std::log10(whole / half), 0.0, 0.1);
  }
}
END_TEST

START_TEST(test_scale_changes_the_level_only) {
  Fixture fixture(1024);
  const auto sine = make_sine(1024, 1234.0, rate, 0.5);
  const SpectrumFigures plain = fixture.analyze(sine, WindowType::hamming);
  const SpectrumFigures scaled = fixture.spectrum.analyze(
      {.samples = sine, .scale = 0x1p40F, .scale_db = scale_to_db(0x1p40F)}, WindowType::hamming,
      {});
  ck_assert_double_eq_tol(scaled.peak_frequency, plain.peak_frequency, 1e-6);
  ck_assert_double_eq_tol(scaled.peak_magnitude, plain.peak_magnitude, 1e-6);
}
END_TEST

int main() {
  return run_tests(
      "spectrum",
      {test_full_scale_sine_reads_0_db_at_every_offset, test_sine_near_either_end_reads_0_db,
       test_dc_and_rate_half_are_not_doubled, test_the_highest_peak_wins_over_dc, test_silence,
       test_centroid_of_a_flat_spectrum_is_the_middle, test_centroid_of_two_equal_tones_is_between,
       test_centroid_weighs_power, test_centroid_of_a_tone_is_its_frequency, test_bands_by_hand,
       test_a_tone_is_in_its_band, test_more_bands_than_bins,
       test_sine_in_a_partial_block_reads_0_db, test_noise_in_a_partial_block_keeps_its_band_level,
       test_scale_changes_the_level_only});
}
