// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/real_spectrum.h"

#include <complex>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_it_is_the_spectrum_of_the_samples) {
  for (std::size_t pairs = 1; pairs <= 35; ++pairs) {
    // E and O are the spectra of the even and the odd samples: Z = E + i·O and
    // X[k] = E[k] + exp(−πi·k/pairs)·O[k].
    const std::vector<float> samples = make_noise(2 * pairs, 0.3, 13);
    std::vector<float> z;
    std::vector<std::complex<double>> expected;
    const double turn = std::numbers::pi / static_cast<double>(pairs);
    for (std::size_t k = 0; k <= pairs; ++k) {
      std::complex<double> even;
      std::complex<double> odd;
      for (std::size_t n = 0; n < pairs; ++n) {
        const auto factor = std::polar(1.0, -2.0 * turn * static_cast<double>(k * n));
        even += factor * static_cast<double>(samples[2 * n]);
        odd += factor * static_cast<double>(samples[2 * n + 1]);
      }
      z.push_back(static_cast<float>(even.real() - odd.imag()));
      z.push_back(static_cast<float>(even.imag() + odd.real()));
      expected.push_back(even + std::polar(1.0, -turn * static_cast<double>(k)) * odd);
    }
    MemoryBudget budget;
    RealSpectrum spectrum;
    ck_assert(spectrum.prepare(budget, pairs));
    constexpr float untouched = 77.0F;
    std::vector<float> real(pairs + 2, untouched);
    std::vector<float> imaginary(real);
    spectrum.run(z.data(), real.data(), imaginary.data());
    for (std::size_t k = 0; k <= pairs; ++k) {
      ck_assert_double_eq_tol(static_cast<double>(real[k]), expected[k].real(), 1e-5);
      ck_assert_double_eq_tol(static_cast<double>(imaginary[k]), expected[k].imag(), 1e-5);
    }
    ck_assert_float_eq(real[pairs + 1], untouched);
    ck_assert_float_eq(imaginary[pairs + 1], untouched);
  }
}
END_TEST

int main() { return run_tests("real_spectrum", {test_it_is_the_spectrum_of_the_samples}); }
