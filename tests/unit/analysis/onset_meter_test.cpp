// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/onset_meter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

constexpr int rate = 44100;
constexpr std::size_t block_samples = 1024;
constexpr std::size_t chunk = BufferConstants::chunk_samples;

Onset measure(OnsetMeter& meter, std::span<const float> samples) {
  const std::array channels{samples};
  return meter.measure(channels, samples.size());
}

/// The onset of the last of so many whole blocks.
Onset last_onset(OnsetMeter& meter, std::span<const float> samples) {
  Onset onset;
  for (std::size_t start = 0; start + block_samples <= samples.size(); start += block_samples)
    onset = measure(meter, samples.subspan(start, block_samples));
  return onset;
}

OnsetMeter new_meter() {
  OnsetMeter meter;
  meter.prepare(rate);
  return meter;
}

}  // namespace

START_TEST(test_a_steady_tone_does_not_rise) {
  OnsetMeter meter = new_meter();
  // 689 Hz: two periods a chunk, so that all chunks are alike.
  const Onset onset =
      last_onset(meter, make_sine(8 * block_samples, 2.0 * rate / chunk, rate, 0.5));
  ck_assert_float_lt(onset.rise, 0.1F);
  ck_assert_float_lt(onset.flux, 0.1F);
}
END_TEST

START_TEST(test_the_chunk_that_a_tone_gets_louder_in) {
  for (std::uint32_t at = 0; at < block_samples / chunk; ++at) {
    OnsetMeter meter = new_meter();
    std::vector<float> samples = make_sine(8 * block_samples, 2.0 * rate / chunk, rate, 0.05);
    for (std::size_t n = 7 * block_samples + at * chunk; n < samples.size(); ++n)
      samples[n] *= 4.0F;
    const Onset onset = last_onset(meter, samples);
    ck_assert_uint_eq(onset.rise_chunk, at);
    // 20·log10(4)
    ck_assert_float_eq_tol(onset.rise, 12.04F, 0.2F);
  }
}
END_TEST

START_TEST(test_noise_in_a_loud_tone_shows_in_the_highest_octave_alone) {
  OnsetMeter meter = new_meter();
  std::vector<float> samples = make_sine(60 * block_samples, 2.0 * rate / chunk, rate, 0.5);
  const std::vector<float> noise = make_noise(2 * chunk, 0.03, 1);
  for (std::size_t n = 0; n < noise.size(); ++n)
    samples[59 * block_samples + 3 * chunk + n] += noise[n];
  const Onset onset = last_onset(meter, samples);
  ck_assert_float_lt(onset.rise, 1.0F);
  ck_assert_float_gt(onset.flux, 5.0F);
  ck_assert(onset.flux_chunk == 3 || onset.flux_chunk == 4);
}
END_TEST

START_TEST(test_a_rise_does_not_depend_on_the_gain) {
  const std::vector<float> noise = make_noise(block_samples, 0.1, 2);
  std::vector<float> samples(4 * block_samples, 0.0F);
  std::ranges::copy(noise, samples.begin() + 3 * block_samples);
  for (float& sample : samples) sample += 1e-3F;
  OnsetMeter meter = new_meter();
  const Onset reference = last_onset(meter, samples);
  for (float& sample : samples) sample *= 0.125F;
  meter.begin();
  const Onset onset = last_onset(meter, samples);
  ck_assert_float_eq_tol(onset.rise, reference.rise, 0.1F);
  ck_assert_uint_eq(onset.rise_chunk, reference.rise_chunk);
}
END_TEST

START_TEST(test_beginning_again_forgets) {
  OnsetMeter meter = new_meter();
  const std::vector<float> first = make_noise(block_samples, 0.1, 3);
  const Onset fresh = measure(meter, first);
  last_onset(meter, make_noise(5 * block_samples, 0.5, 4));
  meter.begin();
  const Onset again = measure(meter, first);
  ck_assert_float_eq(again.rise, fresh.rise);
  ck_assert_float_eq(again.flux, fresh.flux);
}
END_TEST

START_TEST(test_channels_add_up) {
  std::vector<float> left = make_sine(2 * block_samples, 2.0 * rate / chunk, rate, 0.1);
  const std::vector<float> right = left;
  for (std::size_t n = block_samples + 2 * chunk; n < left.size(); ++n) left[n] *= 10.0F;
  OnsetMeter meter = new_meter();
  Onset onset;
  for (const std::size_t start : {std::size_t{0}, block_samples}) {
    const std::array channels{std::span<const float>(left).subspan(start, block_samples),
                              std::span<const float>(right).subspan(start, block_samples)};
    onset = meter.measure(channels, block_samples);
  }
  ck_assert_uint_eq(onset.rise_chunk, 2);
  // 10·log10((100 + 1)/(1 + 1))
  ck_assert_float_eq_tol(onset.rise, 17.03F, 0.2F);
}
END_TEST

START_TEST(test_any_finite_samples_give_finite_numbers) {
  OnsetMeter meter = new_meter();
  constexpr float huge = std::numeric_limits<float>::max();
  std::vector<float> samples(4 * block_samples);
  for (std::size_t n = 0; n < samples.size(); ++n) samples[n] = n % 3 == 0 ? huge : -huge;
  for (const float scale : {1.0F, 0.0F, 1e-30F, 1.0F}) {
    std::vector<float> scaled = samples;
    for (float& sample : scaled) sample *= scale;
    const Onset onset = last_onset(meter, scaled);
    ck_assert(std::isfinite(onset.rise) && onset.rise >= 0.0F);
    ck_assert(std::isfinite(onset.flux) && onset.flux >= 0.0F);
  }
}
END_TEST

START_TEST(test_a_chunk_that_is_not_whole_is_left_out) {
  OnsetMeter meter = new_meter();
  std::vector<float> samples(chunk - 1, 0.5F);
  const Onset onset = measure(meter, samples);
  ck_assert_float_eq(onset.rise, 0.0F);
  ck_assert_float_eq(onset.flux, 0.0F);
}
END_TEST

int main() {
  return run_tests(
      "onset_meter",
      {test_a_steady_tone_does_not_rise, test_the_chunk_that_a_tone_gets_louder_in,
       test_noise_in_a_loud_tone_shows_in_the_highest_octave_alone,
       test_a_rise_does_not_depend_on_the_gain, test_beginning_again_forgets, test_channels_add_up,
       test_any_finite_samples_give_finite_numbers, test_a_chunk_that_is_not_whole_is_left_out});
}
