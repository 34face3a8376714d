// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/threads/block_exchange.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "src/memory/memory_budget.h"
#include "tests/support/soak.h"

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

/// A sequence number and words that follow from it, so that a mixture of two values is detected.
template <class Word, std::size_t count>
struct Payload {
  Word sequence;
  std::array<Word, count> words;
  Word checksum;

  static std::uint64_t nth(std::uint64_t number, std::size_t n) {
    return (number ^ (n << 17)) * 0x9E3779B97F4A7C15U;
  }

  void fill(std::uint64_t number) {
    sequence = number;
    std::uint64_t sum = number;
    for (std::size_t n = 0; n < count; ++n) {
      words[n] = nth(number, n);
      sum = sum * 31 + nth(number, n);
    }
    checksum = sum;
  }

  /// True if every part belongs to the value `number`.
  [[nodiscard]] bool is(std::uint64_t number) const {
    std::uint64_t sum = sequence;
    for (const Word& word : words) sum = sum * 31 + word;
    return sequence == number && checksum == sum && words[0] == nth(number, 0) &&
           words[count - 1] == nth(number, count - 1);
  }
};

using Value = Payload<std::uint64_t, 30>;

/// An exchange whose values are filled from their own sequence numbers, the first of them 10.
struct Small {
  MemoryBudget budget;
  BlockExchange<Value> exchange;
  std::uint64_t next = 0;

  explicit Small(std::size_t depth, std::uint64_t first = 10) { prepare(depth, first); }
  void prepare(std::size_t depth, std::uint64_t first) {
    ck_assert(exchange.prepare(budget, depth, first));
    next = first;
  }
  bool publish() {
    exchange.slot().fill(next++);
    return exchange.publish();
  }
  /// Takes a value and expects it to be `number`.
  void expect(std::uint64_t number) {
    const Value* value = exchange.take();
    ck_assert_ptr_nonnull(value);
    ck_assert(value->is(number));
    ck_assert_uint_eq(exchange.taken_sequence(), number);
  }
  void expect_counts(std::uint64_t produced, std::uint64_t consumed, std::uint64_t evicted,
                     std::uint64_t queued) const {
    const BlockExchange<Value>::Counts counts = exchange.counts();
    ck_assert_uint_eq(counts.produced, produced);
    ck_assert_uint_eq(counts.consumed, consumed);
    ck_assert_uint_eq(counts.evicted, evicted);
    ck_assert_uint_eq(counts.queued, queued);
    ck_assert_uint_eq(exchange.produced(), produced);
    ck_assert_uint_eq(exchange.consumed(), consumed);
    ck_assert_uint_eq(exchange.evicted(), evicted);
    ck_assert_uint_eq(exchange.queued(), queued);
  }
};

}  // namespace

START_TEST(test_depth_is_a_power_of_two_up_to_64) {
  MemoryBudget budget;
  BlockExchange<Value> exchange;
  for (std::size_t depth : {0U, 3U, 6U, 65U, 128U}) ck_assert(!exchange.prepare(budget, depth));
  for (std::size_t depth : {1U, 2U, 4U, 8U, 16U, 32U, 64U})
    ck_assert(exchange.prepare(budget, depth));
  ck_assert_uint_eq(exchange.depth(), 64);
}
END_TEST

START_TEST(test_charges_depth_and_two_slots_as_exchange) {
  MemoryBudget budget;
  {
    BlockExchange<std::array<float, 2048>> exchange;
    ck_assert(exchange.prepare(budget, 8));
    ck_assert_uint_eq(budget.current(MemoryKind::exchange), 10 * 8192);
  }
  ck_assert_uint_eq(budget.current(), 0);
}
END_TEST

START_TEST(test_refused_memory_leaves_it_empty) {
  MemoryBudget budget(8 * sizeof(Value));
  BlockExchange<Value> exchange;
  ck_assert(exchange.prepare(budget, 2, 1000));
  ck_assert(!exchange.prepare(budget, 64));
  ck_assert_uint_eq(exchange.depth(), 0);
  ck_assert_ptr_null(exchange.take());
  ck_assert(!exchange.has_value());
  ck_assert_uint_eq(exchange.queued(), 0);
  ck_assert_uint_eq(budget.current(), 0);
}
END_TEST

namespace {

struct WithRoom {
  int* room;
  int number;
};

}  // namespace

/// What a slot was given stays with it, whichever side has it, and the consumer may write to it.
START_TEST(test_slots_keep_what_they_were_given) {
  MemoryBudget budget;
  BlockExchange<WithRoom> exchange;
  ck_assert(exchange.prepare(budget, 2));
  ck_assert_uint_eq(exchange.slots(), 4);
  std::array<int, 4> rooms{};
  int* next = rooms.data();
  exchange.for_each_slot([&next](WithRoom& slot) { slot.room = next++; });
  for (int i = 1; i < 100; ++i) {
    exchange.slot().number = *exchange.slot().room = i;
    exchange.publish();
    if (i % 5 == 0) continue;
    WithRoom* taken = exchange.take();
    ck_assert_ptr_nonnull(taken);
    ck_assert_int_eq(*taken->room, taken->number);
    taken->number = *taken->room = -1;
  }
}
END_TEST

START_TEST(test_empty_gives_nothing) {
  Small small(4);
  ck_assert(!small.exchange.has_value());
  ck_assert_ptr_null(small.exchange.take());
  small.expect_counts(0, 0, 0, 0);
}
END_TEST

START_TEST(test_values_come_in_order_and_once) {
  Small small(4);
  for (int i = 0; i < 3; ++i) ck_assert(!small.publish());
  small.expect_counts(3, 0, 0, 3);
  ck_assert(small.exchange.has_value());
  for (std::uint64_t number : {10U, 11U, 12U}) small.expect(number);
  ck_assert(!small.exchange.has_value());
  ck_assert_ptr_null(small.exchange.take());
  small.expect_counts(3, 3, 0, 0);
}
END_TEST

START_TEST(test_no_copy_is_made) {
  Small small(2);
  const Value* filled = &small.exchange.slot();
  small.publish();
  ck_assert_ptr_eq(small.exchange.take(), filled);
}
END_TEST

START_TEST(test_full_evicts_the_oldest_and_hands_it_back) {
  Small small(2);
  ck_assert(!small.publish());
  ck_assert(!small.exchange.would_evict());
  ck_assert(!small.publish());
  ck_assert_uint_eq(small.exchange.queued(), 2);
  ck_assert(small.exchange.would_evict());
  ck_assert(small.publish());
  ck_assert(small.exchange.slot().is(10));
  small.expect_counts(3, 0, 1, 2);
  small.expect(11);
  small.expect(12);
  small.expect_counts(3, 2, 1, 0);
}
END_TEST

START_TEST(test_a_take_makes_room) {
  Small small(2);
  small.publish();
  small.publish();
  small.expect(10);
  ck_assert_uint_eq(small.exchange.queued(), 1);
  ck_assert(!small.exchange.would_evict());
  ck_assert(!small.publish());
  small.expect_counts(3, 1, 0, 2);
}
END_TEST

START_TEST(test_a_lapped_consumer_goes_on_with_the_oldest) {
  Small small(4);
  small.publish();
  small.expect(10);
  for (int i = 0; i < 11; ++i) small.publish();  // 11 to 21, of which 18 to 21 remain
  small.expect_counts(12, 1, 7, 4);
  for (std::uint64_t number : {18U, 19U, 20U, 21U}) small.expect(number);
  ck_assert_ptr_null(small.exchange.take());
}
END_TEST

START_TEST(test_what_is_taken_stays_while_the_producer_laps) {
  for (std::size_t depth : {1U, 2U, 4U, 64U}) {
    Small small(depth);
    small.publish();
    const Value* held = small.exchange.take();
    for (int i = 0; i < 300; ++i) small.publish();
    ck_assert(held->is(10));
    ck_assert_ptr_ne(held, &small.exchange.slot());
  }
}
END_TEST

START_TEST(test_what_is_taken_stays_over_an_empty_take) {
  Small small(1);
  small.publish();
  const Value* held = small.exchange.take();
  ck_assert_ptr_null(small.exchange.take());
  small.publish();
  small.publish();
  ck_assert(held->is(10));
}
END_TEST

START_TEST(test_prepare_starts_anew) {
  Small small(2);
  for (int i = 0; i < 5; ++i) small.publish();
  small.expect(13);
  small.prepare(4, 100);
  small.expect_counts(0, 0, 0, 0);
  ck_assert(!small.exchange.has_value());
  ck_assert(!small.publish());
  small.expect(100);
}
END_TEST

namespace {

/// Where sequence numbers begin: at zero, or a little before 32 bits, the cells' 56 bits or 64 bits
/// end.
constexpr std::array<std::uint64_t, 4> ends{0, std::uint64_t{1} << 32, std::uint64_t{1} << 56, 0};

std::uint64_t start_before(int end, std::uint64_t distance) {
  const auto index = static_cast<std::size_t>(end);
  return index == 0 ? 0 : ends[index] - distance;
}

}  // namespace

START_TEST(test_sequence_numbers_wrap) {
  const std::uint64_t first = start_before(_i, 20);
  for (std::size_t depth : {1U, 2U, 4U, 16U}) {
    Small small(depth, first);
    std::uint64_t taken = 0;
    for (std::uint64_t i = 0; i < 40; ++i) {
      small.publish();
      // One value is taken after every five that are published, which evicts at any depth.
      if (i % 5 != 4) continue;
      const Value* value = small.exchange.take();
      ck_assert_ptr_nonnull(value);
      const std::uint64_t oldest = i + 1 > depth ? i + 1 - depth : 0;
      const std::uint64_t number = oldest > taken ? oldest : taken;
      ck_assert(value->is(first + number));
      ck_assert_uint_eq(small.exchange.taken_sequence(), first + number);
      taken = number + 1;
    }
    const BlockExchange<Value>::Counts counts = small.exchange.counts();
    ck_assert_uint_eq(counts.produced, 40);
    ck_assert_uint_eq(counts.consumed, 8);
    ck_assert_uint_eq(counts.consumed + counts.evicted + counts.queued, 40);
  }
}
END_TEST

namespace {

enum class Pace { both_fast, slow_consumer, slow_producer };

/// What happened to each of the values.
struct Ledger {
  explicit Ledger(std::size_t count) : consumed(count), evicted(count) {}
  std::vector<unsigned char> consumed;
  std::vector<unsigned char> evicted;
  std::uint64_t torn = 0;
  std::uint64_t disordered = 0;
};

/// One run of two threads, each writing to its own parts of the ledger. `Exchange` holds
/// Payload<Word, n> values.
template <class Exchange>
class Stress {
 public:
  Stress(Exchange& exchange, std::size_t depth, std::uint64_t first, std::size_t count, Pace pace)
      : exchange_(exchange), depth_(depth), first_(first), pace_(pace), ledger_(count) {}

  const Ledger& run() {
    std::thread producer([this] { produce(); });
    consume();
    producer.join();
    ledger_.torn += producer_torn_;
    ledger_.disordered += producer_disordered_;
    return ledger_;
  }

 private:
  void produce() {
    const std::size_t count = ledger_.evicted.size();
    std::optional<std::uint64_t> last;
    for (std::uint64_t i = 0; i < count; ++i) {
      exchange_.slot().fill(first_ + i);
      // What is evicted lay in the place that the new value takes.
      if (exchange_.publish()) note_evicted(i - depth_, last);
      published_.store(i + 1);
      // Waits for the consumer, which must be there to be lapped and not come when all is over.
      while (pace_ == Pace::slow_consumer && !taking_.load()) std::this_thread::yield();
      if (i % (pace_ == Pace::slow_producer ? 3 : 256) == 0) std::this_thread::yield();
    }
    done_.store(true);
  }

  void note_evicted(std::uint64_t index, std::optional<std::uint64_t>& last) {
    if (!exchange_.slot().is(first_ + index)) ++producer_torn_;
    if (last && index <= *last) ++producer_disordered_;
    last = index;
    if (index < ledger_.evicted.size()) ++ledger_.evicted[static_cast<std::size_t>(index)];
  }

  void consume() {
    std::optional<std::uint64_t> last;
    for (;;) {
      const bool was_done = done_.load();
      const auto* value = exchange_.take();
      if (value == nullptr && was_done && !exchange_.has_value()) return;
      if (value == nullptr) {
        std::this_thread::yield();
        continue;
      }
      taking_.store(true);
      const std::uint64_t index = exchange_.taken_sequence() - first_;
      if (pace_ == Pace::slow_consumer) wait_to_be_lapped();
      if (!value->is(first_ + index)) ++ledger_.torn;
      if (last && index <= *last) ++ledger_.disordered;
      last = index;
      if (index < ledger_.consumed.size()) ++ledger_.consumed[static_cast<std::size_t>(index)];
    }
  }

  /// Holds the value until every slot of the exchange has been written again.
  void wait_to_be_lapped() {
    const std::uint64_t until = published_.load() + 2 * depth_ + 4;
    while (published_.load() < until && !done_.load()) std::this_thread::yield();
  }

  Exchange& exchange_;
  std::size_t depth_;
  std::uint64_t first_;
  Pace pace_;
  Ledger ledger_;
  std::uint64_t producer_torn_ = 0;
  std::uint64_t producer_disordered_ = 0;
  std::atomic<std::uint64_t> published_{0};
  std::atomic<bool> taking_{false};
  std::atomic<bool> done_{false};
};

template <class Exchange>
void check_account(const Exchange& exchange, const Ledger& ledger) {
  std::uint64_t consumed = 0;
  std::uint64_t evicted = 0;
  for (std::size_t i = 0; i < ledger.consumed.size(); ++i) {
    ck_assert_msg(ledger.consumed[i] + ledger.evicted[i] == 1, "value %zu: consumed %d, evicted %d",
                  i, ledger.consumed[i], ledger.evicted[i]);
    consumed += ledger.consumed[i];
    evicted += ledger.evicted[i];
  }
  ck_assert_uint_eq(ledger.torn, 0);
  ck_assert_uint_eq(ledger.disordered, 0);
  ck_assert_uint_eq(exchange.produced(), ledger.consumed.size());
  ck_assert_uint_eq(exchange.consumed(), consumed);
  ck_assert_uint_eq(exchange.evicted(), evicted);
  ck_assert_uint_eq(exchange.queued(), 0);
}

constexpr std::array<std::size_t, 4> depths{1, 2, 4, 16};

}  // namespace

/// At every depth and pace, across one end of the sequence numbers, each value is consumed or
/// evicted, exactly once, whole and in order.
START_TEST(test_every_value_is_consumed_or_evicted) {
  constexpr std::size_t count = 3000;
  const std::uint64_t first = start_before(_i, count / 2);
  for (std::size_t depth : depths) {
    for (Pace pace : {Pace::both_fast, Pace::slow_consumer, Pace::slow_producer}) {
      MemoryBudget budget;
      BlockExchange<Value> exchange;
      ck_assert(exchange.prepare(budget, depth, first));
      Stress stress(exchange, depth, first, count, pace);
      check_account(exchange, stress.run());
    }
  }
}
END_TEST

/// Values as large as a stereo block, in which a mixture is easily detected.
START_TEST(test_large_values_are_never_torn) {
  MemoryBudget budget;
  BlockExchange<Payload<std::uint64_t, 2046>> exchange;
  ck_assert(exchange.prepare(budget, 2));
  Stress stress(exchange, 2, 0, 2000, Pace::both_fast);
  check_account(exchange, stress.run());
}
END_TEST

/// Blocks of 1024 samples (of 4 bytes) and a consumer that is lapped at each: 6.5 million samples,
/// or 650 million in a soak, across one end of the sequence numbers.
START_TEST(test_blocks_in_overload_are_whole_and_counted) {
  using Block = Payload<std::uint64_t, 510>;
  const std::size_t count = 400 * soak_factor();
  const std::uint64_t first = start_before(_i, count / 2);
  for (std::size_t depth : depths) {
    MemoryBudget budget;
    BlockExchange<Block> exchange;
    ck_assert(exchange.prepare(budget, depth, first));
    Stress stress(exchange, depth, first, count, Pace::slow_consumer);
    check_account(exchange, stress.run());
    ck_assert_uint_gt(exchange.evicted(), count / 4);
  }
}
END_TEST

START_TEST(test_a_slow_consumer_makes_it_evict) {
  MemoryBudget budget;
  BlockExchange<Value> exchange;
  ck_assert(exchange.prepare(budget, 4));
  Stress stress(exchange, 4, 0, 4000, Pace::slow_consumer);
  stress.run();
  // Every take but the last few lets at least 12 values pass, of which 4 find places.
  ck_assert_uint_ge(exchange.evicted(), 2000);
}
END_TEST

/// While two threads are at work, a third sees that the counters balance and only grow, and that
/// never more than `depth` values wait.
START_TEST(test_the_account_balances_at_any_moment) {
  MemoryBudget budget;
  BlockExchange<Value> exchange;
  ck_assert(exchange.prepare(budget, 4));
  std::atomic<bool> done{false};
  std::uint64_t wrong = 0;
  std::thread onlooker([&] {
    std::uint64_t produced = 0;
    while (!done.load()) {
      const BlockExchange<Value>::Counts counts = exchange.counts();
      if (counts.produced != counts.consumed + counts.evicted + counts.queued) ++wrong;
      if (counts.queued > 4 || counts.produced < produced) ++wrong;
      produced = counts.produced;
    }
  });
  Stress stress(exchange, 4, 0, 20000, Pace::both_fast);
  check_account(exchange, stress.run());
  done = true;
  onlooker.join();
  ck_assert_uint_eq(wrong, 0);
}
END_TEST

namespace {

/// A word that may be read while it is written, so that the control below is wrong but defined.
class SharedWord {
 public:
  SharedWord& operator=(std::uint64_t value) noexcept {
    value_.store(value, std::memory_order_relaxed);
    return *this;
  }
  operator std::uint64_t() const noexcept {  // NOLINT(google-explicit-constructor)
    return value_.load(std::memory_order_relaxed);
  }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// An exchange without slots in the hands of the two sides: the consumer reads the place to which
/// the producer writes next.
template <class Word>
class BrokenExchange {
 public:
  using Shared = Payload<Word, 30>;

  explicit BrokenExchange(std::size_t depth)
      : places_(std::make_unique<Shared[]>(depth)), depth_(depth) {}
  Shared& slot() { return places_[static_cast<std::size_t>(head_.load()) % depth_]; }
  bool publish() {
    ++head_;
    return false;
  }
  const Shared* take() {
    const std::uint64_t head = head_.load();
    if (tail_ == head) return nullptr;
    if (head - tail_ > depth_) tail_ = head - depth_;
    return &places_[static_cast<std::size_t>(tail_++) % depth_];
  }
  [[nodiscard]] std::uint64_t taken_sequence() const { return tail_ - 1; }
  [[nodiscard]] bool has_value() const { return tail_ != head_.load(); }

 private:
  std::unique_ptr<Shared[]> places_;
  std::size_t depth_ = 0;
  std::atomic<std::uint64_t> head_{0};
  std::uint64_t tail_ = 0;
};

}  // namespace

/// The negative control: the same stress finds torn values, every time.
START_TEST(test_the_stress_catches_a_broken_exchange) {
  BrokenExchange<SharedWord> broken(4);
  Stress stress(broken, 4, 0, 2000, Pace::slow_consumer);
  ck_assert_uint_gt(stress.run().torn, 0);
}
END_TEST

#ifdef __SANITIZE_THREAD__
/// With plain words, ThreadSanitizer finds the race and ends the process with this status.
constexpr int race_found = 66;
START_TEST(test_thread_sanitizer_catches_a_broken_exchange) {
  // Until the two sides meet: on a busy machine one may be done before the other begins.
  constexpr int most_rounds = 200;
  for (int round = 0; round < most_rounds; ++round) {
    BrokenExchange<std::uint64_t> broken(4);
    Stress stress(broken, 4, 0, 2000, Pace::slow_consumer);
    stress.run();
  }
}
END_TEST
#endif

int main() {
  Suite* suite = suite_create("block_exchange");
  TCase* tests = tcase_create("block_exchange");
  tcase_set_timeout(tests, 120.0 * static_cast<double>(soak_factor()));
  tcase_add_test(tests, test_depth_is_a_power_of_two_up_to_64);
  tcase_add_test(tests, test_charges_depth_and_two_slots_as_exchange);
  tcase_add_test(tests, test_refused_memory_leaves_it_empty);
  tcase_add_test(tests, test_slots_keep_what_they_were_given);
  tcase_add_test(tests, test_empty_gives_nothing);
  tcase_add_test(tests, test_values_come_in_order_and_once);
  tcase_add_test(tests, test_no_copy_is_made);
  tcase_add_test(tests, test_full_evicts_the_oldest_and_hands_it_back);
  tcase_add_test(tests, test_a_take_makes_room);
  tcase_add_test(tests, test_a_lapped_consumer_goes_on_with_the_oldest);
  tcase_add_test(tests, test_what_is_taken_stays_while_the_producer_laps);
  tcase_add_test(tests, test_what_is_taken_stays_over_an_empty_take);
  tcase_add_test(tests, test_prepare_starts_anew);
  tcase_add_loop_test(tests, test_sequence_numbers_wrap, 0, static_cast<int>(ends.size()));
  tcase_add_loop_test(tests, test_every_value_is_consumed_or_evicted, 0,
                      static_cast<int>(ends.size()));
  tcase_add_test(tests, test_large_values_are_never_torn);
  tcase_add_loop_test(tests, test_blocks_in_overload_are_whole_and_counted, 0,
                      static_cast<int>(ends.size()));
  tcase_add_test(tests, test_a_slow_consumer_makes_it_evict);
  tcase_add_test(tests, test_the_account_balances_at_any_moment);
  tcase_add_test(tests, test_the_stress_catches_a_broken_exchange);
#ifdef __SANITIZE_THREAD__
  tcase_add_exit_test(tests, test_thread_sanitizer_catches_a_broken_exchange, race_found);
#endif
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
