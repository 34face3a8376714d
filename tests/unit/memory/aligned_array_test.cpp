// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/memory/aligned_array.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_is_aligned_zeroed_and_charged_by_cache_lines) {
  MemoryBudget budget;
  AlignedArray<float> array;
  ck_assert_uint_eq(array.size(), 0);
  ck_assert(array.allocate(budget, MemoryKind::ring, 17));
  ck_assert_uint_eq(array.size(), 17);
  ck_assert_uint_eq(reinterpret_cast<std::uintptr_t>(array.data()) % 64, 0);
  ck_assert(std::ranges::all_of(array.span(), [](float value) { return value == 0.0F; }));
  // 17 floats are 68 bytes: two lines of 64.
  ck_assert_uint_eq(budget.current(MemoryKind::ring), 128);
}
END_TEST

START_TEST(test_gives_its_charge_back) {
  MemoryBudget budget;
  {
    AlignedArray<double> array;
    ck_assert(array.allocate(budget, MemoryKind::scratch, 100));
    ck_assert(array.allocate(budget, MemoryKind::scratch, 8));
    ck_assert_uint_eq(budget.current(), 64);
    array.clear();
    ck_assert_uint_eq(budget.current(), 0);
    ck_assert_uint_eq(array.size(), 0);
    array.clear();
    ck_assert(array.allocate(budget, MemoryKind::scratch, 8));
  }
  ck_assert_uint_eq(budget.current(), 0);
}
END_TEST

START_TEST(test_is_refused_beyond_the_budget) {
  MemoryBudget budget(64);
  AlignedArray<float> array;
  ck_assert(!array.allocate(budget, MemoryKind::scratch, 17));
  ck_assert(array.data() == nullptr);
  ck_assert_uint_eq(budget.current(), 0);
  ck_assert(array.allocate(budget, MemoryKind::scratch, 16));
  ck_assert(!array.allocate(budget, MemoryKind::scratch,
                            std::numeric_limits<std::size_t>::max() / sizeof(float)));
  ck_assert_uint_eq(array.size(), 0);
}
END_TEST

START_TEST(test_moves) {
  MemoryBudget budget;
  AlignedArray<int> first;
  AlignedArray<int> second;
  ck_assert(first.allocate(budget, MemoryKind::pool, 4));
  ck_assert(second.allocate(budget, MemoryKind::ring, 4));
  first[3] = 7;
  second = std::move(first);
  ck_assert_int_eq(second[3], 7);
  ck_assert_uint_eq(budget.current(MemoryKind::ring), 0);
  ck_assert_uint_eq(budget.current(MemoryKind::pool), 64);
  const AlignedArray<int> third(std::move(second));
  ck_assert_int_eq(third[3], 7);
  ck_assert_uint_eq(budget.current(), 64);
}
END_TEST

int main() {
  return run_tests("aligned_array",
                   {test_is_aligned_zeroed_and_charged_by_cache_lines, test_gives_its_charge_back,
                    test_is_refused_beyond_the_budget, test_moves});
}
