// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/memory/circular_buffer.h"

#include <array>
#include <cstdint>
#include <numeric>
#include <vector>

#include "src/memory/memory_budget.h"
#include "tests/support/ring_write.h"

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

/// Samples first, first + 1, …
std::vector<std::uint32_t> ramp(std::uint32_t first, std::size_t count) {
  std::vector<std::uint32_t> samples(count);
  std::iota(samples.begin(), samples.end(), first);
  return samples;
}

bool is_ramp(std::span<const std::uint32_t> samples, std::uint32_t first) {
  for (std::uint32_t sample : samples)
    if (sample != first++) return false;
  return true;
}

}  // namespace

START_TEST(test_refuses_sizes_off_the_grid) {
  MemoryBudget budget;
  CircularBuffer<float> ring;
  ck_assert(!ring.prepare(budget, 0, 2));
  ck_assert(!ring.prepare(budget, 64, 2));
  ck_assert(!ring.prepare(budget, 129, 2));
  ck_assert(!ring.prepare(budget, 128, 0));
  ck_assert(!ring.prepare(budget, 128, SIZE_MAX / 128));
  ck_assert_uint_eq(ring.capacity(), 0);
  ck_assert_uint_eq(budget.current(), 0);
}
END_TEST

START_TEST(test_charges_its_memory_as_ring) {
  MemoryBudget budget;
  {
    CircularBuffer<float> ring;
    ck_assert(ring.prepare(budget, 256, 2));
    ck_assert_uint_eq(ring.capacity(), 512);
    ck_assert_uint_eq(ring.writable().size(), 256);
    ck_assert_uint_eq(budget.current(MemoryKind::ring), 2048);
    ck_assert(ring.prepare(budget, 128, 2));
    ck_assert_uint_eq(budget.current(MemoryKind::ring), 1024);
  }
  ck_assert_uint_eq(budget.current(), 0);
}
END_TEST

START_TEST(test_fails_cleanly_where_the_budget_refuses) {
  MemoryBudget budget(1023);
  CircularBuffer<float> ring;
  ck_assert(!ring.prepare(budget, 128, 2));
  ck_assert_uint_eq(budget.current(), 0);
  ck_assert(ring.writable().empty());
  const std::array<float, 200> samples{};
  ring_write(ring, samples);
  ck_assert_uint_eq(ring.write_position(), 0);
  ck_assert_uint_eq(ring.pad(), 0);
  ck_assert(!ring.has_block());
  ck_assert(ring.block().empty());
  ring.pop();
  ring.clear();
  ck_assert(ring.prepare(budget, 128, 1));
}
END_TEST

START_TEST(test_a_block_is_there_once_it_is_whole) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 128, 2));
  ring_write(ring, ramp(0, 127));
  ck_assert(!ring.has_block());
  ck_assert(ring.block().empty());
  ck_assert_uint_eq(ring.fill(), 127);
  ring_write(ring, ramp(127, 1));
  ck_assert(ring.has_block());
  ck_assert_uint_eq(ring.fill(), 0);
  ck_assert_uint_eq(ring.block().size(), 128);
  ck_assert(is_ramp(ring.block(), 0));
  ring.pop();
  ck_assert(!ring.has_block());
  ck_assert_uint_eq(ring.read_position(), 128);
}
END_TEST

START_TEST(test_blocks_are_contiguous_and_on_cache_lines) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 384, 3));
  std::uint32_t written = 0;
  for (std::uint32_t block = 0; block < 10; ++block) {
    while (!ring.has_block()) {
      ring_write(ring, ramp(written, 100));
      written += 100;
    }
    ck_assert_uint_eq(reinterpret_cast<std::uintptr_t>(ring.block().data()) % 64, 0);
    ck_assert(is_ramp(ring.block(), 384 * block));
    ring.pop();
  }
}
END_TEST

START_TEST(test_writable_ends_with_the_block) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 256, 2));
  ck_assert_uint_eq(ring.writable().size(), 256);
  ring.commit(100);
  ck_assert_uint_eq(ring.writable().size(), 156);
  ring.commit(0);
  ck_assert_uint_eq(ring.writable().size(), 156);
  ring.commit(156);
  ck_assert_uint_eq(ring.writable().size(), 256);
}
END_TEST

START_TEST(test_what_is_put_into_writable_is_the_block) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 128, 2));
  ring_write(ring, ramp(0, 30));
  const std::span<std::uint32_t> space = ring.writable();
  std::iota(space.begin(), space.end(), 30U);
  ring.commit(space.size());
  ck_assert(is_ramp(ring.block(), 0));
}
END_TEST

START_TEST(test_a_full_ring_evicts_the_oldest_block) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 128, 2));
  ring_write(ring, ramp(0, 256));
  ck_assert_uint_eq(ring.evicted(), 0);
  ring_write(ring, ramp(256, 1));
  ck_assert_uint_eq(ring.evicted(), 128);
  ck_assert(is_ramp(ring.block(), 128));
  ck_assert_uint_eq(ring.read_position(), 128);
  ring_write(ring, ramp(257, 127));
  ck_assert_uint_eq(ring.evicted(), 128);
}
END_TEST

START_TEST(test_a_long_write_keeps_the_last_blocks) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 128, 2));
  // 1000 = 7 blocks and 104: block 6 stays beside the 104, six blocks go.
  ring_write(ring, ramp(0, 1000));
  ck_assert_uint_eq(ring.evicted(), 6 * 128);
  ck_assert_uint_eq(ring.fill(), 104);
  ck_assert(is_ramp(ring.block(), 6 * 128));
  ring.pop();
  ck_assert(!ring.has_block());
}
END_TEST

START_TEST(test_a_ring_of_one_block_works) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 128, 1));
  ring_write(ring, ramp(0, 128));
  ck_assert(is_ramp(ring.block(), 0));
  ring_write(ring, ramp(128, 128));
  ck_assert(is_ramp(ring.block(), 128));
  ck_assert_uint_eq(ring.evicted(), 128);
}
END_TEST

START_TEST(test_pad_fills_a_begun_block_with_zeros) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 128, 2));
  ck_assert_uint_eq(ring.pad(), 0);
  ring_write(ring, ramp(1, 256));
  ring.pop();
  ring.pop();
  ring_write(ring, ramp(1, 28));
  ck_assert_uint_eq(ring.pad(), 100);
  ck_assert(is_ramp(ring.block().first(28), 1));
  for (std::uint32_t sample : ring.block().subspan(28)) ck_assert_uint_eq(sample, 0);
  ck_assert_uint_eq(ring.pad(), 0);
  ck_assert_uint_eq(ring.write_position(), 384);
}
END_TEST

START_TEST(test_clear_discards_and_stays_block_aligned) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 128, 2));
  ring_write(ring, ramp(0, 128 + 5));
  ring.clear();
  ck_assert(!ring.has_block());
  ck_assert_uint_eq(ring.fill(), 0);
  ck_assert_uint_eq(ring.write_position(), 256);
  ck_assert_uint_eq(ring.read_position(), 256);
  ck_assert_uint_eq(ring.evicted(), 0);
  ring.clear();
  ck_assert_uint_eq(ring.write_position(), 256);
  ring_write(ring, ramp(7, 128));
  ck_assert(is_ramp(ring.block(), 7));
}
END_TEST

namespace {

/// Passes whole blocks through the ring until `position` is at most a block away.
void advance(CircularBuffer<std::uint32_t>& ring, std::uint64_t position) {
  std::size_t block = ring.writable().size();
  for (; ring.write_position() + block <= position; ring.pop()) {
    block = ring.writable().size();
    ring.commit(block);
  }
}

constexpr std::uint64_t end_of_32_bits = std::uint64_t{1} << 32;

}  // namespace

/// 10 000 samples in pieces of 1 to 300, blocks taken at once: all arrive, in order.
START_TEST(test_positions_pass_2_to_the_32) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 384, 2));
  advance(ring, end_of_32_bits - 1000);
  const std::uint64_t start = ring.write_position();
  ck_assert_uint_gt(start, end_of_32_bits - 2000);
  std::uint32_t written = 0;
  std::uint32_t taken = 0;
  for (std::size_t piece = 1; written < 10000; piece = piece * 7 % 301) {
    ring_write(ring, ramp(written, piece));
    written += static_cast<std::uint32_t>(piece);
    for (; ring.has_block(); taken += 384, ring.pop()) ck_assert(is_ramp(ring.block(), taken));
    ck_assert_uint_eq(ring.write_position(), start + written);
    ck_assert_uint_eq(ring.read_position(), start + taken);
    ck_assert_uint_eq(ring.fill(), written - taken);
  }
  ck_assert_uint_eq(ring.evicted(), 0);
}
END_TEST

START_TEST(test_evicts_across_2_to_the_32) {
  constexpr std::uint32_t block = 8192;
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, block, 2));
  advance(ring, end_of_32_bits - block);
  ring_write(ring, ramp(0, 5 * std::size_t{block}));
  ck_assert_uint_eq(ring.evicted(), 3 * std::uint64_t{block});
  ck_assert(is_ramp(ring.block(), 3 * block));
  ck_assert_uint_eq(ring.read_position(), end_of_32_bits + 2 * std::uint64_t{block});
  ck_assert_uint_eq(ring.write_position(), end_of_32_bits + 4 * std::uint64_t{block});
}
END_TEST

START_TEST(test_written_is_taken_plus_evicted_plus_held) {
  MemoryBudget budget;
  CircularBuffer<std::uint32_t> ring;
  ck_assert(ring.prepare(budget, 128, 4));
  std::uint32_t written = 0;
  std::uint64_t taken = 0;
  std::uint32_t random = 1;
  for (int round = 0; round < 5000; ++round) {
    random = random * 1664525 + 1013904223;
    const std::uint32_t piece = random >> 22;  // 0 to 1023
    ring_write(ring, ramp(written, piece));
    written += piece;
    if ((random >> 10) % 4 == 0 && ring.has_block()) {
      // The oldest sample is the first that was neither taken nor evicted.
      ck_assert(is_ramp(ring.block(), static_cast<std::uint32_t>(taken + ring.evicted())));
      ring.pop();
      taken += 128;
    }
    const std::uint64_t held = ring.write_position() - ring.read_position();
    ck_assert_uint_le(held, ring.capacity());
    ck_assert_uint_eq(written, taken + ring.evicted() + held);
  }
  ck_assert_uint_gt(ring.evicted(), 0);
  ck_assert_uint_gt(taken, 0);
}
END_TEST

int main() {
  Suite* suite = suite_create("circular_buffer");
  TCase* tests = tcase_create("circular_buffer");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, test_refuses_sizes_off_the_grid);
  tcase_add_test(tests, test_charges_its_memory_as_ring);
  tcase_add_test(tests, test_fails_cleanly_where_the_budget_refuses);
  tcase_add_test(tests, test_a_block_is_there_once_it_is_whole);
  tcase_add_test(tests, test_blocks_are_contiguous_and_on_cache_lines);
  tcase_add_test(tests, test_writable_ends_with_the_block);
  tcase_add_test(tests, test_what_is_put_into_writable_is_the_block);
  tcase_add_test(tests, test_a_full_ring_evicts_the_oldest_block);
  tcase_add_test(tests, test_a_long_write_keeps_the_last_blocks);
  tcase_add_test(tests, test_a_ring_of_one_block_works);
  tcase_add_test(tests, test_pad_fills_a_begun_block_with_zeros);
  tcase_add_test(tests, test_clear_discards_and_stays_block_aligned);
  tcase_add_test(tests, test_positions_pass_2_to_the_32);
  tcase_add_test(tests, test_evicts_across_2_to_the_32);
  tcase_add_test(tests, test_written_is_taken_plus_evicted_plus_held);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
