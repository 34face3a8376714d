// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/memory/memory_budget.h"

#include <limits>
#include <thread>

#include "tests/support/dsp_test.h"

using namespace audioblocks;

START_TEST(test_charges_up_to_the_limit) {
  MemoryBudget budget(100);
  ck_assert_uint_eq(budget.limit(), 100);
  ck_assert(budget.charge(MemoryKind::ring, 60));
  ck_assert(!budget.charge(MemoryKind::pool, 41));
  ck_assert(budget.charge(MemoryKind::pool, 40));
  ck_assert(!budget.charge(MemoryKind::pool, 1));
  ck_assert_uint_eq(budget.current(), 100);
  ck_assert_uint_eq(budget.current(MemoryKind::ring), 60);
  ck_assert_uint_eq(budget.current(MemoryKind::pool), 40);
  ck_assert_uint_eq(budget.current(MemoryKind::scratch), 0);
}
END_TEST

START_TEST(test_no_sum_overflows) {
  MemoryBudget budget(100);
  ck_assert(budget.charge(MemoryKind::ring, 50));
  ck_assert(!budget.charge(MemoryKind::ring, std::numeric_limits<std::size_t>::max()));
  ck_assert(!budget.charge(MemoryKind::ring, std::numeric_limits<std::size_t>::max() - 49));
  ck_assert_uint_eq(budget.current(), 50);
}
END_TEST

START_TEST(test_release_gives_back) {
  MemoryBudget budget(100);
  ck_assert(budget.charge(MemoryKind::exchange, 100));
  budget.release(MemoryKind::exchange, 100);
  ck_assert_uint_eq(budget.current(), 0);
  ck_assert_uint_eq(budget.current(MemoryKind::exchange), 0);
  ck_assert(budget.charge(MemoryKind::scratch, 100));
}
END_TEST

START_TEST(test_peak) {
  MemoryBudget budget(100);
  ck_assert(budget.charge(MemoryKind::ring, 70));
  budget.release(MemoryKind::ring, 50);
  ck_assert(!budget.charge(MemoryKind::ring, 90));
  ck_assert_uint_eq(budget.peak(), 70);
  budget.reset_counts();
  ck_assert_uint_eq(budget.peak(), 20);
  ck_assert(budget.charge(MemoryKind::ring, 10));
  ck_assert_uint_eq(budget.peak(), 30);
}
END_TEST

START_TEST(test_allocations_are_counted_by_phase) {
  MemoryBudget budget(100);
  ck_assert(budget.charge(MemoryKind::ring, 1));
  ck_assert(budget.charge(MemoryKind::ring, 1, AllocationPhase::growth));
  ck_assert(budget.charge(MemoryKind::ring, 1, AllocationPhase::growth));
  ck_assert(!budget.charge(MemoryKind::ring, 1000, AllocationPhase::steady));
  ck_assert_uint_eq(budget.allocations(AllocationPhase::setup), 1);
  ck_assert_uint_eq(budget.allocations(AllocationPhase::growth), 2);
  ck_assert_uint_eq(budget.allocations(AllocationPhase::steady), 0);
  budget.reset_counts();
  for (const auto phase :
       {AllocationPhase::setup, AllocationPhase::growth, AllocationPhase::steady})
    ck_assert_uint_eq(budget.allocations(phase), 0);
}
END_TEST

START_TEST(test_what_the_steady_thread_charges_is_counted_as_steady) {
  MemoryBudget budget(100);
  {
    const MemoryBudget::Steady steady(budget, true);
    ck_assert(budget.charge(MemoryKind::scratch, 1));
    std::thread([&budget] { ck_assert(budget.charge(MemoryKind::scratch, 1)); }).join();
  }
  {
    const MemoryBudget::Steady not_yet(budget, false);
    ck_assert(budget.charge(MemoryKind::scratch, 1));
  }
  ck_assert(budget.charge(MemoryKind::scratch, 1));
  ck_assert_uint_eq(budget.allocations(AllocationPhase::steady), 1);
  ck_assert_uint_eq(budget.allocations(AllocationPhase::setup), 3);
}
END_TEST

START_TEST(test_allocations_are_counted_by_size) {
  MemoryBudget budget(10'000'000);
  // 4 KiB = 4096, 64 KiB = 65536, 1 MiB = 1048576.
  for (const std::size_t bytes : {1U, 4096U, 4097U, 65536U, 65537U, 1048576U, 1048577U})
    ck_assert(budget.charge(MemoryKind::ring, bytes));
  ck_assert_uint_eq(budget.allocations(AllocationSize::small), 2);
  ck_assert_uint_eq(budget.allocations(AllocationSize::medium), 2);
  ck_assert_uint_eq(budget.allocations(AllocationSize::large), 2);
  ck_assert_uint_eq(budget.allocations(AllocationSize::huge), 1);
  budget.reset_counts();
  ck_assert_uint_eq(budget.allocations(AllocationSize::small), 0);
}
END_TEST

START_TEST(test_threads_never_exceed_the_limit) {
  constexpr std::size_t limit = 1000;
  MemoryBudget budget(limit);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&budget] {
      for (int i = 0; i < 20000; ++i)
        if (budget.charge(MemoryKind::pool, 300)) budget.release(MemoryKind::pool, 300);
    });
  for (std::thread& thread : threads) thread.join();
  ck_assert_uint_eq(budget.current(), 0);
  ck_assert_uint_eq(budget.current(MemoryKind::pool), 0);
  ck_assert_uint_le(budget.peak(), 900);
}
END_TEST

START_TEST(test_a_lower_limit_holds_from_then_on) {
  MemoryBudget budget(100);
  ck_assert(budget.charge(MemoryKind::pool, 80));
  budget.set_limit(50);
  ck_assert_uint_eq(budget.limit(), 50);
  ck_assert(!budget.charge(MemoryKind::ring, 1));
  budget.release(MemoryKind::pool, 40);
  ck_assert(budget.charge(MemoryKind::ring, 10));
  ck_assert(!budget.charge(MemoryKind::ring, 1));
  budget.set_limit(60);
  ck_assert(budget.charge(MemoryKind::ring, 10));
}
END_TEST

int main() {
  return run_tests("memory_budget",
                   {test_charges_up_to_the_limit, test_no_sum_overflows, test_release_gives_back,
                    test_peak, test_allocations_are_counted_by_phase,
                    test_what_the_steady_thread_charges_is_counted_as_steady,
                    test_allocations_are_counted_by_size, test_threads_never_exceed_the_limit,
                    test_a_lower_limit_holds_from_then_on});
}
