// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/memory/buffer_pool.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <set>
#include <thread>
#include <vector>

#include "src/memory/memory_budget.h"

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

/// While it is set, the heap refuses aligned memory.
bool heap_refuses = false;

}  // namespace

void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  if (heap_refuses) return nullptr;
  return std::aligned_alloc(static_cast<std::size_t>(alignment), bytes);
}
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }

namespace {

/// What a block of `bytes` costs: whole cache lines, and one for its header.
constexpr std::size_t cost(std::size_t bytes) { return (bytes + 63) / 64 * 64 + 64; }

std::vector<std::byte*> acquire_all(BufferPool& pool) {
  std::vector<std::byte*> blocks;
  while (std::byte* block = pool.acquire()) blocks.push_back(block);
  return blocks;
}

}  // namespace

START_TEST(test_blocks_are_aligned_apart_and_as_many_as_asked) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  ck_assert(pool.prepare(budget, 100, 7));
  ck_assert_uint_eq(budget->current(), 7 * cost(128));
  ck_assert_uint_eq(pool.capacity(), 7);
  std::vector<std::byte*> blocks = acquire_all(pool);
  ck_assert_uint_eq(blocks.size(), 7);
  std::ranges::sort(blocks);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    ck_assert_uint_eq(reinterpret_cast<std::uintptr_t>(blocks[i]) % 64, 0);
    if (i > 0) ck_assert_int_ge(blocks[i] - blocks[i - 1], 128);
    std::memset(blocks[i], 0xff, 128);
  }
  // Written to their ends, they still come back whole.
  for (std::byte* block : blocks) pool.release(block);
  ck_assert_uint_eq(acquire_all(pool).size(), 7);
}
END_TEST

START_TEST(test_charges_its_memory_as_pool) {
  auto budget = std::make_shared<MemoryBudget>();
  {
    BufferPool pool;
    ck_assert(pool.prepare(budget, 4096, 10));
    ck_assert_uint_eq(budget->current(MemoryKind::pool), 10 * cost(4096));
    ck_assert_uint_eq(budget->allocations(AllocationPhase::setup), 1);
    ck_assert_uint_eq(pool.grow(5), 5);
    ck_assert_uint_eq(budget->current(MemoryKind::pool), 15 * cost(4096));
    ck_assert_uint_eq(budget->allocations(AllocationPhase::growth), 1);
  }
  ck_assert_uint_eq(budget->current(), 0);
}
END_TEST

START_TEST(test_keeps_the_budget_alive) {
  auto budget = std::make_shared<MemoryBudget>();
  const std::weak_ptr<MemoryBudget> watch = budget;
  {
    BufferPool pool;
    ck_assert(pool.prepare(std::move(budget), 64, 1));
    ck_assert(!watch.expired());
  }
  ck_assert(watch.expired());
}
END_TEST

START_TEST(test_a_refusing_budget_leaves_nothing_behind) {
  auto budget = std::make_shared<MemoryBudget>(4 * cost(4096) - 1);
  BufferPool pool;
  ck_assert(!pool.prepare(budget, 4096, 4));
  ck_assert_uint_eq(budget->current(), 0);
  ck_assert_ptr_null(pool.acquire());
  ck_assert(pool.prepare(budget, 4096, 3));
  ck_assert_uint_eq(pool.grow(1), 0);
  ck_assert_uint_eq(pool.capacity(), 3);
}
END_TEST

START_TEST(test_a_refusing_heap_leaves_nothing_behind) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  heap_refuses = true;
  ck_assert(!pool.prepare(budget, 4096, 4));
  ck_assert_uint_eq(budget->current(), 0);
  heap_refuses = false;
  ck_assert(pool.prepare(budget, 4096, 4));
  heap_refuses = true;
  ck_assert_uint_eq(pool.grow(1), 0);
  ck_assert_uint_eq(budget->current(), 4 * cost(4096));
  heap_refuses = false;
  ck_assert_uint_eq(acquire_all(pool).size(), 4);
}
END_TEST

START_TEST(test_refuses_wrong_sizes_and_a_second_prepare) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  ck_assert(!pool.prepare(nullptr, 64, 1));
  ck_assert(!pool.prepare(budget, 0, 1));
  ck_assert(!pool.prepare(budget, SIZE_MAX, 1));
  ck_assert(!pool.prepare(budget, 64, 0));
  ck_assert(!pool.prepare(budget, 64, SIZE_MAX));
  ck_assert_uint_eq(pool.grow(1), 0);
  ck_assert(pool.prepare(budget, 64, 1));
  ck_assert(!pool.prepare(budget, 64, 1));
}
END_TEST

START_TEST(test_empty_gives_nullptr_and_a_return_helps) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  ck_assert(pool.prepare(budget, 64, 1));
  std::byte* block = pool.acquire();
  ck_assert_ptr_nonnull(block);
  ck_assert_ptr_null(pool.acquire());
  pool.release(block);
  ck_assert_ptr_eq(pool.acquire(), block);
}
END_TEST

START_TEST(test_growth_adds_blocks_while_others_are_out) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  ck_assert(pool.prepare(budget, 64, 2));
  const std::vector<std::byte*> first = acquire_all(pool);
  ck_assert_uint_eq(pool.grow(3), 3);
  const std::vector<std::byte*> more = acquire_all(pool);
  ck_assert_uint_eq(more.size(), 3);
  std::set<std::byte*> all(first.begin(), first.end());
  all.insert(more.begin(), more.end());
  ck_assert_uint_eq(all.size(), 5);
  ck_assert_uint_eq(pool.capacity(), 5);
  for (std::byte* block : all) pool.release(block);
  ck_assert_uint_eq(acquire_all(pool).size(), 5);
}
END_TEST

START_TEST(test_growth_ends_at_the_last_slab) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  ck_assert(pool.prepare(budget, 64, 1));
  for (std::size_t slab = 1; slab < BufferPool::max_slabs; ++slab)
    ck_assert_uint_eq(pool.grow(1), 1);
  ck_assert_uint_eq(pool.grow(1), 0);
  ck_assert_uint_eq(acquire_all(pool).size(), BufferPool::max_slabs);
}
END_TEST

START_TEST(test_growth_takes_what_memory_there_is) {
  auto budget = std::make_shared<MemoryBudget>(20 * cost(4096) + 100);
  BufferPool pool;
  ck_assert(pool.prepare(budget, 4096, 3));
  ck_assert_uint_eq(pool.grow(100), 17);
  ck_assert_uint_eq(pool.capacity(), 20);
  ck_assert_uint_eq(acquire_all(pool).size(), 20);
}
END_TEST

START_TEST(test_counts_what_is_out) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  ck_assert(pool.prepare(budget, 64, 4));
  std::byte* a = pool.acquire();
  std::byte* b = pool.acquire();
  pool.release(b);
  ck_assert_uint_eq(pool.in_use(), 1);
  pool.release(a);
  ck_assert_uint_eq(pool.in_use(), 0);
}
END_TEST

/// In a pool that fills its budget, a block that is out keeps only its slab, a sixteenth.
START_TEST(test_a_retired_pool_gives_each_slab_back_with_its_last_block) {
  auto budget = std::make_shared<MemoryBudget>(64 * cost(4096));
  BufferPool pool;
  ck_assert(pool.prepare(budget, 4096, 64));
  std::vector<std::byte*> blocks = acquire_all(pool);
  while (blocks.size() > 3) {
    pool.release(blocks.back());
    blocks.pop_back();
  }
  ck_assert_uint_eq(budget->current(), 64 * cost(4096));
  pool.retire();
  ck_assert_uint_le(budget->current(), 3 * 4 * cost(4096));
  ck_assert_uint_ge(budget->current(), 3 * cost(4096));
  for (std::byte* block : blocks) {
    std::memset(block, 0xff, 4096);
    pool.release(block);
  }
  ck_assert_uint_eq(budget->current(), 0);
}
END_TEST

START_TEST(test_blocks_come_back_to_a_retired_pool_from_many_threads) {
  for (int round = 0; round < 200; ++round) {
    auto budget = std::make_shared<MemoryBudget>(64 * cost(64));
    {
      BufferPool pool;
      ck_assert(pool.prepare(budget, 64, 64));
      const std::vector<std::byte*> blocks = acquire_all(pool);
      std::vector<std::thread> threads;
      for (std::size_t part = 0; part < 4; ++part)
        threads.emplace_back([&pool, &blocks, part] {
          for (std::size_t i = part; i < blocks.size(); i += 4) pool.release(blocks[i]);
        });
      pool.retire();
      for (std::thread& thread : threads) thread.join();
      ck_assert_uint_eq(budget->current(), 0);
    }
    ck_assert_uint_eq(budget->current(), 0);
  }
}
END_TEST

namespace {

/// Takes one to three blocks at a time, marks them as its own, looks again after the others had
/// time, and gives them back in another order.
std::uint64_t work(BufferPool& pool, std::size_t bytes, unsigned char mark, int rounds) {
  std::uint64_t wrong = 0;
  for (int round = 0; round < rounds; ++round) {
    std::array<std::byte*, 3> mine{};
    const std::size_t wanted = static_cast<std::size_t>(round) % mine.size() + 1;
    for (std::size_t i = 0; i < wanted; ++i) {
      mine[i] = pool.acquire();
      if (mine[i] != nullptr) std::memset(mine[i], mark, bytes);
    }
    if (round % 16 == 0) std::this_thread::yield();
    for (std::byte* block : mine) {
      if (block == nullptr) continue;
      for (std::size_t n = 0; n < bytes; ++n)
        if (block[n] != std::byte{mark}) ++wrong;
      pool.release(block);
    }
  }
  return wrong;
}

}  // namespace

/// Four threads use a pool of five blocks, which a fifth thread grows to ten: no two ever share a
/// block, and in the end each block is there, once.
START_TEST(test_no_block_is_ever_handed_out_twice) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  constexpr std::size_t bytes = 128;
  ck_assert(pool.prepare(budget, bytes, 5));
  std::atomic<std::uint64_t> wrong{0};
  std::vector<std::thread> threads;
  for (unsigned char mark = 1; mark <= 4; ++mark)
    threads.emplace_back([&pool, &wrong, mark] { wrong += work(pool, bytes, mark, 20000); });
  for (int i = 0; i < 5; ++i) {
    std::this_thread::yield();
    if (pool.grow(1) != 1) ++wrong;
  }
  for (std::thread& thread : threads) thread.join();
  ck_assert_uint_eq(wrong, 0);
  ck_assert_uint_eq(pool.in_use(), 0);
  const std::vector<std::byte*> blocks = acquire_all(pool);
  ck_assert_uint_eq(blocks.size(), 10);
  ck_assert_uint_eq(std::set<std::byte*>(blocks.begin(), blocks.end()).size(), 10);
}
END_TEST

namespace {

/// Takes two blocks and gives the first back before the second, which turns a list upside down that
/// trusts a head that went and came back. A block's first word says whether it is out.
std::uint64_t turn_over(BufferPool& pool, int rounds) {
  const auto flip = [](std::byte* block, std::uint64_t to) {
    return std::atomic_ref(*reinterpret_cast<std::uint64_t*>(block)).exchange(to) == 1 - to;
  };
  std::uint64_t wrong = 0;
  for (int round = 0; round < rounds; ++round) {
    std::array<std::byte*, 2> mine{pool.acquire(), pool.acquire()};
    for (std::byte* block : mine)
      if (block != nullptr && !flip(block, 1)) ++wrong;
    for (std::byte* block : mine) {
      if (block == nullptr) continue;
      if (!flip(block, 0)) ++wrong;
      pool.release(block);
    }
  }
  return wrong;
}

}  // namespace

START_TEST(test_a_head_that_went_and_came_back_is_not_trusted) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  ck_assert(pool.prepare(budget, 64, 3));
  std::atomic<std::uint64_t> wrong{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&pool, &wrong] { wrong += turn_over(pool, 300000); });
  for (std::thread& thread : threads) thread.join();
  ck_assert_uint_eq(wrong, 0);
  ck_assert_uint_eq(acquire_all(pool).size(), 3);
}
END_TEST

/// One thread takes, another gives back, as the streaming thread and a sink do.
START_TEST(test_blocks_may_come_back_on_another_thread) {
  auto budget = std::make_shared<MemoryBudget>();
  BufferPool pool;
  ck_assert(pool.prepare(budget, 64, 4));
  constexpr int rounds = 20000;
  std::atomic<std::byte*> passed{nullptr};
  std::thread sink([&] {
    for (int i = 0; i < rounds; ++i) {
      std::byte* block = nullptr;
      while ((block = passed.exchange(nullptr)) == nullptr) std::this_thread::yield();
      pool.release(block);
    }
  });
  for (int i = 0; i < rounds; ++i) {
    std::byte* block = nullptr;
    while ((block = pool.acquire()) == nullptr) std::this_thread::yield();
    block[0] = static_cast<std::byte>(i & 0xff);
    while (passed.load() != nullptr) std::this_thread::yield();
    passed = block;
  }
  sink.join();
  ck_assert_uint_eq(pool.in_use(), 0);
  ck_assert_uint_eq(acquire_all(pool).size(), 4);
}
END_TEST

int main() {
  Suite* suite = suite_create("buffer_pool");
  TCase* tests = tcase_create("buffer_pool");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, test_blocks_are_aligned_apart_and_as_many_as_asked);
  tcase_add_test(tests, test_charges_its_memory_as_pool);
  tcase_add_test(tests, test_keeps_the_budget_alive);
  tcase_add_test(tests, test_a_refusing_budget_leaves_nothing_behind);
  tcase_add_test(tests, test_a_refusing_heap_leaves_nothing_behind);
  tcase_add_test(tests, test_refuses_wrong_sizes_and_a_second_prepare);
  tcase_add_test(tests, test_empty_gives_nullptr_and_a_return_helps);
  tcase_add_test(tests, test_growth_adds_blocks_while_others_are_out);
  tcase_add_test(tests, test_growth_ends_at_the_last_slab);
  tcase_add_test(tests, test_growth_takes_what_memory_there_is);
  tcase_add_test(tests, test_counts_what_is_out);
  tcase_add_test(tests, test_a_retired_pool_gives_each_slab_back_with_its_last_block);
  tcase_add_test(tests, test_blocks_come_back_to_a_retired_pool_from_many_threads);
  tcase_add_test(tests, test_no_block_is_ever_handed_out_twice);
  tcase_add_test(tests, test_a_head_that_went_and_came_back_is_not_trusted);
  tcase_add_test(tests, test_blocks_may_come_back_on_another_thread);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
