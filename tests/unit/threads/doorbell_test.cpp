// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/threads/doorbell.h"

#ifdef AUDIOBLOCKS_FUTEX
#include <dlfcn.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#endif

#include <atomic>
#include <chrono>
#include <cstdarg>
#include <cstdint>
#include <thread>

#include "src/memory/memory_budget.h"
#include "src/threads/block_exchange.h"

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

// Counted with Linux's futex only: a condition variable makes its system calls inside the C
// library.
std::atomic<std::uint64_t> wakes{0};
std::atomic<std::uint64_t> sleeps{0};

}  // namespace

#ifdef AUDIOBLOCKS_FUTEX

/// Replaces libc's function, so that the bell's system calls can be counted.
extern "C" long syscall(long number, ...) noexcept {
  using Function = long (*)(long, ...);
  static const auto libc = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "syscall"));
  va_list list;
  va_start(list, number);
  long a[6];
  for (long& argument : a) argument = va_arg(list, long);
  va_end(list);
  if (number == SYS_futex && a[1] == FUTEX_WAKE_PRIVATE) ++wakes;
  if (number == SYS_futex && a[1] == FUTEX_WAIT_PRIVATE) ++sleeps;
  return libc(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

#endif

START_TEST(test_nobody_asleep_costs_no_system_call) {
  Doorbell bell;
  for (int i = 0; i < 1000; ++i) bell.ring();
  bell.wait([] { return true; });
  for (int i = 0; i < 1000; ++i) bell.ring();
  ck_assert_uint_eq(wakes, 0);
  ck_assert_uint_eq(sleeps, 0);
}
END_TEST

START_TEST(test_work_that_is_there_is_not_slept_over) {
  Doorbell bell;
  int asked = 0;
  // The ring comes between the announcement and the sleep.
  bell.wait([&] { return ++asked == 2; });
  ck_assert_int_eq(asked, 2);
  ck_assert_uint_eq(sleeps, 0);
  bell.ring();
  ck_assert_uint_eq(wakes, 0);
}
END_TEST

START_TEST(test_a_ring_between_announcement_and_sleep_is_not_lost) {
  Doorbell bell;
  std::atomic<bool> work{false};
  int asked = 0;
  bell.wait([&] {
    const bool there = work.load();
    // The other side acts at the worst moment: after the second look, before the sleep.
    if (++asked == 2) {
      work = true;
      bell.ring();
    }
    return there;
  });
  ck_assert_int_eq(asked, 3);
}
END_TEST

/// Back and forth 20 000 times, with predicates that read relaxed: after one lost wake-up, both
/// would sleep for ever.
START_TEST(test_no_wake_up_is_lost_in_a_ping_pong) {
  constexpr std::uint64_t rounds = 20000;
  Doorbell to_there;
  Doorbell to_here;
  std::atomic<std::uint64_t> there{0};
  std::atomic<std::uint64_t> here{0};
  std::thread other([&] {
    for (std::uint64_t round = 1; round <= rounds; ++round) {
      to_there.wait([&] { return there.load(std::memory_order_relaxed) == round; });
      here.store(round, std::memory_order_relaxed);
      to_here.ring();
    }
  });
  for (std::uint64_t round = 1; round <= rounds; ++round) {
    there.store(round, std::memory_order_relaxed);
    to_there.ring();
    to_here.wait([&] { return here.load(std::memory_order_relaxed) == round; });
  }
  other.join();
  ck_assert_uint_le(wakes, 2 * rounds);
}
END_TEST

/// The element's use: publish and ring on one side, wait and take on the other, then an order to
/// stop. The producer pauses now and then, so that the consumer falls asleep at every possible
/// point.
START_TEST(test_every_published_value_is_met_by_a_waiting_consumer) {
  constexpr std::uint64_t count = 50000;
  MemoryBudget budget;
  BlockExchange<std::uint64_t> exchange;
  ck_assert(exchange.prepare(budget, 16));
  Doorbell bell;
  std::atomic<bool> stop{false};
  std::thread producer([&] {
    std::uint32_t random = 1;
    for (std::uint64_t i = 0; i < count; ++i) {
      exchange.slot() = i;
      exchange.publish();
      bell.ring();
      random = random * 1664525 + 1013904223;
      for (std::uint32_t spin = random >> 24; spin > 0; --spin) (void)stop.load();
    }
    stop = true;
    bell.ring();
  });
  std::uint64_t last = 0;
  for (bool going = true; going;) {
    bell.wait([&] { return exchange.has_value() || stop.load(); });
    going = !stop.load();
    while (const std::uint64_t* value = exchange.take()) last = *value;
  }
  producer.join();
  while (const std::uint64_t* value = exchange.take()) last = *value;
  ck_assert_uint_eq(last, count - 1);
  ck_assert_uint_eq(exchange.consumed() + exchange.evicted(), count);
  // At most one system call a block.
  ck_assert_uint_le(wakes, count + 1);
}
END_TEST

/// A lossless pair, in which the producer also waits at a bell, until a take has made room.
START_TEST(test_two_bells_make_a_lossless_queue) {
  constexpr std::uint64_t count = 20000;
  MemoryBudget budget;
  BlockExchange<std::uint64_t> exchange;
  ck_assert(exchange.prepare(budget, 2));
  Doorbell filled;
  Doorbell emptied;
  std::thread producer([&] {
    for (std::uint64_t i = 0; i < count; ++i) {
      emptied.wait([&] { return !exchange.would_evict(); });
      exchange.slot() = i;
      exchange.publish();
      filled.ring();
    }
  });
  std::uint64_t wrong = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    filled.wait([&] { return exchange.has_value(); });
    const std::uint64_t* value = exchange.take();
    if (value == nullptr || *value != i) ++wrong;
    emptied.ring();
  }
  producer.join();
  ck_assert_uint_eq(wrong, 0);
  ck_assert_uint_eq(exchange.evicted(), 0);
}
END_TEST

START_TEST(test_a_doze_ends_by_itself_and_finds_the_work) {
  Doorbell bell;
  std::atomic<bool> work{false};
  std::thread waiter(
      [&] { bell.wait([&] { return work.load(); }, std::chrono::milliseconds(50)); });
  work = true;
  // Whether it dozes, is about to or sleeps already, it finds the work.
  bell.nudge();
  waiter.join();
}
END_TEST

/// Like the ping-pong with rings, but each side dozes and is nudged.
START_TEST(test_no_nudge_is_lost_in_a_ping_pong) {
  constexpr std::uint64_t rounds = 2000;
  Doorbell ping;
  Doorbell pong;
  std::atomic<std::uint64_t> sent{0};
  std::atomic<std::uint64_t> back{0};
  std::thread other([&] {
    for (std::uint64_t i = 1; i <= rounds; ++i) {
      ping.wait([&] { return sent.load() >= i; }, std::chrono::milliseconds(1));
      back = i;
      pong.nudge();
    }
  });
  for (std::uint64_t i = 1; i <= rounds; ++i) {
    sent = i;
    ping.nudge();
    pong.wait([&] { return back.load() >= i; }, std::chrono::milliseconds(1));
  }
  other.join();
  ck_assert_uint_eq(back, rounds);
}
END_TEST

#ifdef AUDIOBLOCKS_FUTEX

START_TEST(test_one_sleep_takes_one_wake) {
  Doorbell bell;
  std::atomic<bool> work{false};
  std::thread sleeper([&] { bell.wait([&] { return work.load(); }); });
  // It has announced itself, and sleeps or is about to.
  while (sleeps.load() == 0) std::this_thread::yield();
  work = true;
  for (int i = 0; i < 100; ++i) bell.ring();
  sleeper.join();
  ck_assert_uint_eq(wakes, 1);
}
END_TEST

START_TEST(test_a_ring_without_work_lets_it_sleep_on) {
  Doorbell bell;
  std::atomic<bool> work{false};
  std::thread sleeper([&] { bell.wait([&] { return work.load(); }); });
  for (std::uint64_t i = 1; i <= 100; ++i) {
    while (sleeps.load() < i) std::this_thread::yield();
    bell.ring();
  }
  work = true;
  bell.ring();
  sleeper.join();
  ck_assert_uint_ge(sleeps, 100);
}
END_TEST

START_TEST(test_a_nudge_leaves_a_doze_alone) {
  Doorbell bell;
  std::atomic<bool> work{false};
  std::thread waiter([&] { bell.wait([&] { return work.load(); }, std::chrono::hours(1)); });
  while (sleeps == 0) std::this_thread::yield();
  for (int i = 0; i < 1000; ++i) bell.nudge();
  ck_assert_uint_eq(wakes, 0);
  work = true;
  bell.ring();
  waiter.join();
  ck_assert_uint_eq(wakes, 1);
}
END_TEST

START_TEST(test_a_nudge_wakes_who_sleeps_after_a_doze) {
  Doorbell bell;
  std::atomic<bool> work{false};
  std::thread waiter([&] { bell.wait([&] { return work.load(); }, std::chrono::milliseconds(1)); });
  while (sleeps < 2) std::this_thread::yield();
  work = true;
  bell.nudge();
  waiter.join();
}
END_TEST

#endif

int main() {
  Suite* suite = suite_create("doorbell");
  TCase* tests = tcase_create("doorbell");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, test_nobody_asleep_costs_no_system_call);
  tcase_add_test(tests, test_work_that_is_there_is_not_slept_over);
  tcase_add_test(tests, test_a_ring_between_announcement_and_sleep_is_not_lost);
  tcase_add_test(tests, test_no_wake_up_is_lost_in_a_ping_pong);
  tcase_add_test(tests, test_every_published_value_is_met_by_a_waiting_consumer);
  tcase_add_test(tests, test_two_bells_make_a_lossless_queue);
  tcase_add_test(tests, test_a_doze_ends_by_itself_and_finds_the_work);
  tcase_add_test(tests, test_no_nudge_is_lost_in_a_ping_pong);
#ifdef AUDIOBLOCKS_FUTEX
  tcase_add_test(tests, test_one_sleep_takes_one_wake);
  tcase_add_test(tests, test_a_ring_without_work_lets_it_sleep_on);
  tcase_add_test(tests, test_a_nudge_leaves_a_doze_alone);
  tcase_add_test(tests, test_a_nudge_wakes_who_sleeps_after_a_doze);
#endif
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
