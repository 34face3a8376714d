// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/key_maxima.h"

#include "tests/support/dsp_test.h"

using namespace audioblocks;

namespace {

using Places = std::vector<std::uint32_t>;

Places find(const std::vector<float>& curve, std::size_t first, std::size_t end) {
  MemoryBudget budget;
  KeyMaxima maxima;
  ck_assert(maxima.prepare(budget, curve.size()));
  const auto found = maxima.find(curve, first, end);
  return {found.begin(), found.end()};
}

Places find(const std::vector<float>& curve) { return find(curve, 0, curve.size() - 1); }

/// What find() promises, value by value.
Places find_slowly(const std::vector<float>& curve, std::size_t first, std::size_t end) {
  Places tops;
  std::size_t i = 1;
  while (i < end && curve[i] > 0.0F) ++i;
  i = std::max(i, first);
  while (i < end) {
    std::size_t top = i;
    std::size_t beyond = i;
    for (; beyond < end && curve[beyond] > 0.0F; ++beyond)
      if (curve[beyond] > curve[top]) top = beyond;
    if (beyond > i && curve[top] >= curve[top - 1] && curve[top] > curve[top + 1])
      tops.push_back(static_cast<std::uint32_t>(top));
    i = std::max(beyond, i + 1);
  }
  return tops;
}

}  // namespace

START_TEST(test_the_highest_of_each_lobe) {
  //                              0  1   2  3  4  5   6  7  8  9  10
  const std::vector<float> curve{9, 1, -1, 1, 3, 2, 5, 4, 0, 2, 1, -1};
  ck_assert(find(curve) == (Places{6, 9}));
}
END_TEST

START_TEST(test_of_equals_the_first_and_of_a_plateau_its_end) {
  ck_assert(find({9, -1, 2, 1, 2, -1, 3, 3, 1, -1}) == (Places{2, 7}));
}
END_TEST

START_TEST(test_no_lobe_but_the_first) {
  ck_assert(find({9, 8, 7, 8, 7}).empty());
  ck_assert(find({9, 8, -1, -2, -1, -2}).empty());
}
END_TEST

START_TEST(test_a_lobe_that_is_higher_where_it_is_cut) {
  const std::vector<float> curve{9, -1, 5, 4, 3, 4, 2, -1, 2, 1, 3, 4, -1};
  ck_assert(find(curve, 3, curve.size() - 1) == (Places{5, 11}));
  ck_assert(find({9, -1, 5, 4, 3, 3.5F, 2, -1, 6, 1, -1}, 3, 10) == (Places{8}));
  ck_assert(find(curve, 1, 11) == (Places{2}));
}
END_TEST

START_TEST(test_noise_of_many_lengths_and_limits) {
  for (std::size_t length = 3; length < 300; ++length) {
    std::vector<float> curve = make_noise(length, 1.0, static_cast<unsigned>(length));
    // Lobes of more than one maximum.
    for (std::size_t i = 1; i < length; ++i) curve[i] += 0.7F * curve[i - 1];
    for (const std::size_t first : {std::size_t{0}, std::size_t{2}, length / 3})
      for (const std::size_t end : {length - 1, length - length / 4 - 1})
        ck_assert(find(curve, first, end) == find_slowly(curve, first, end));
  }
}
END_TEST

int main() {
  return run_tests(
      "key_maxima",
      {test_the_highest_of_each_lobe, test_of_equals_the_first_and_of_a_plateau_its_end,
       test_no_lobe_but_the_first, test_a_lobe_that_is_higher_where_it_is_cut,
       test_noise_of_many_lengths_and_limits});
}
