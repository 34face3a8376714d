// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <random>
#include <vector>

// After the C++ headers: its macro fail() would break std::ios.
#include "tests/support/run_suite.h"
#undef fail

#include "config.h"
#include "gst/fft/gst_fft.h"
#include "src/base/buffer_constants.h"
#include "src/dsp/fft.h"
#include "src/dsp/window.h"

namespace audioblocks {

#ifdef AUDIOBLOCKS_FFTW
inline constexpr FftFactory test_fft = make_fftw_fft;
#else
inline constexpr FftFactory test_fft = make_gst_fft;
#endif

inline constexpr std::initializer_list<WindowType> all_windows{
    WindowType::hamming, WindowType::blackman, WindowType::hann};

/// All block sizes that can be negotiated.
inline std::vector<std::size_t> all_block_sizes() {
  std::vector<std::size_t> sizes;
  for (const int size : BufferConstants::block_sizes())
    sizes.push_back(static_cast<std::size_t>(size));
  return sizes;
}

/// amplitude·sin(2π·frequency·n/rate + phase)
inline std::vector<float> make_sine(std::size_t count, double frequency, double rate,
                                    double amplitude = 1.0, double phase = 0.0) {
  std::vector<float> samples(count);
  for (std::size_t n = 0; n < count; ++n)
    samples[n] = static_cast<float>(
        amplitude *
        std::sin(2.0 * std::numbers::pi * frequency * static_cast<double>(n) / rate + phase));
  return samples;
}

inline std::vector<float> make_noise(std::size_t count, double amplitude, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal(0.0, amplitude);
  std::vector<float> samples(count);
  for (float& sample : samples) sample = static_cast<float>(normal(generator));
  return samples;
}

/// The samples, growing evenly by so many dB from first to last.
inline std::vector<float> swelling(std::vector<float> samples, double decibels) {
  const double count = static_cast<double>(samples.size());
  for (std::size_t n = 0; n < samples.size(); ++n)
    samples[n] *= static_cast<float>(
        std::pow(10.0, decibels / 20.0 * (static_cast<double>(n) / count - 0.5)));
  return samples;
}

/// Runs the tests of one executable and returns the value for main().
inline int run_tests(const char* name, std::initializer_list<const TTest*> tests) {
  Suite* suite = suite_create(name);
  TCase* tcase = tcase_create(name);
  tcase_set_timeout(tcase, 600.0);
  for (const TTest* test : tests) tcase_add_test(tcase, test);
  suite_add_tcase(suite, tcase);
  return run_suite(suite);
}

}  // namespace audioblocks
