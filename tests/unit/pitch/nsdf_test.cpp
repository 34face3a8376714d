// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/nsdf.h"

#include "src/pitch/unweighted_nsdf.h"
#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

struct Fixture {
  MemoryBudget budget;
  CentredBlock block;
  WeightedSpectrum spectrum;
  Nsdf nsdf;

  Fixture(std::size_t block_samples, int rate) {
    ck_assert(block.prepare(budget, block_samples, rate));
    ck_assert(spectrum.prepare(test_fft, budget, block, block_samples, rate));
    ck_assert(nsdf.prepare(budget, block));
  }
  void compute(std::span<const float> samples) {
    ck_assert(block.load({.samples = samples}));
    spectrum.compute(block);
    nsdf.compute(block, spectrum, spectrum.power());
  }
};

}  // namespace

START_TEST(test_a_whistle_has_the_nsdf_of_its_samples) {
  // It lies so high that nothing is weighted and every lag is taken.
  constexpr std::size_t size = 512;
  Fixture fixture(size, 48000);
  const auto samples = make_sine(size, 15000.0, 48000.0);
  fixture.compute(samples);
  ck_assert(!fixture.spectrum.is_weighted());
  ck_assert_uint_eq(fixture.nsdf.step(), 1);
  const auto values = fixture.nsdf.values();
  ck_assert_uint_eq(values.size(), CentredBlock::searched_lag(size) + 2);
  for (std::size_t lag = 0; lag < values.size(); ++lag) {
    double correlation = 0.0;
    double energy = 0.0;
    for (std::size_t n = lag; n < size; ++n) {
      const double before = static_cast<double>(fixture.block.samples()[n - lag]);
      const double after = static_cast<double>(fixture.block.samples()[n]);
      correlation += before * after;
      energy += before * before + after * after;
    }
    ck_assert_double_eq_tol(static_cast<double>(values[lag]), 2.0 * correlation / energy, 1e-3);
  }
}
END_TEST

START_TEST(test_what_is_weighted_keeps_its_period) {
  constexpr std::size_t size = 1024;
  Fixture fixture(size, 48000);
  fixture.compute(make_sine(size, 480.0, 48000.0));
  ck_assert(fixture.spectrum.is_weighted());
  ck_assert_uint_eq(fixture.nsdf.step(), 2);
  ck_assert_double_eq_tol(fixture.nsdf.lag_at(50), 100.0, 0.1);
  ck_assert_float_eq_tol(fixture.nsdf.values()[0], 1.0F, 1e-4F);
}
END_TEST

START_TEST(test_a_peak_without_weights) {
  constexpr std::size_t size = 1024;
  Fixture fixture(size, 48000);
  fixture.compute(make_sine(size, 100.0, 48000.0));
  const Peak peak = UnweightedNsdf(fixture.block).peak_near(470.0, 480.0);
  ck_assert_double_eq_tol(peak.lag, 480.0, 0.5);
  ck_assert_double_eq_tol(peak.height, 1.0, 1e-3);
}
END_TEST

START_TEST(test_an_edge_is_not_a_maximum) {
  // A period of 960 samples, of which 1024 hold no more than one.
  constexpr std::size_t size = 1024;
  Fixture fixture(size, 48000);
  fixture.compute(make_sine(size, 50.0, 48000.0));
  ck_assert_double_eq(UnweightedNsdf(fixture.block).peak_near(850.0, 850.0).height, 0.0);
}
END_TEST

int main() {
  return run_tests(
      "nsdf", {test_a_whistle_has_the_nsdf_of_its_samples, test_what_is_weighted_keeps_its_period,
               test_a_peak_without_weights, test_an_edge_is_not_a_maximum});
}
