// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/cosine_transform.h"

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_it_is_the_cosine_sum) {
  for (const std::size_t size :
       {std::size_t{8}, std::size_t{64}, std::size_t{320}, std::size_t{1024}}) {
    const std::size_t half = size / 2;
    MemoryBudget budget;
    CosineTransform transform;
    ck_assert(transform.prepare(test_fft, budget, size));
    auto power = make_noise(half + 1, 1.0, static_cast<unsigned>(size));
    double all = 0.0;
    for (float& value : power) {
      value *= value;
      all += static_cast<double>(value);
    }
    std::vector<float> correlation(half);
    transform.run(power.data(), half, correlation.data());
    for (std::size_t m = 0; m < half; ++m) {
      double sum = 0.0;
      for (std::size_t k = 0; k <= half; ++k)
        sum += (k == 0 || k == half ? 1.0 : 2.0) * static_cast<double>(power[k]) *
               std::cos(std::numbers::pi * static_cast<double>(k * m) / static_cast<double>(half));
      ck_assert_double_eq_tol(static_cast<double>(correlation[m]), sum, 1e-5 * all);
    }
  }
}
END_TEST

int main() { return run_tests("cosine_transform", {test_it_is_the_cosine_sum}); }
