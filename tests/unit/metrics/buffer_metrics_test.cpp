// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/metrics/buffer_metrics.h"

#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <memory>
#include <thread>

#include "src/metrics/clock.h"
#include "tests/support/soak.h"

// Last: it defines fail().
#include <check.h>

#include "tests/support/run_suite.h"

using namespace audioblocks;

namespace {

constexpr std::uint64_t ms = 1'000'000;

using Snapshot = BufferMetrics::Snapshot;
using Writer = BufferMetrics::Writer;

/// An update of work that belongs to the present epoch.
class Update : public BufferMetrics::Update {
 public:
  explicit Update(BufferMetrics& metrics, Writer writer = Writer::streaming) noexcept
      : BufferMetrics::Update(metrics, metrics.epoch(), writer) {}
};

bool near(double value, double expected) { return std::abs(value - expected) < 1e-6; }

void process(BufferMetrics& metrics, std::uint64_t processing_ns, std::uint64_t duration_ns,
             int times = 1) {
  for (int i = 0; i < times; ++i) Update(metrics).processed(processing_ns, duration_ns);
}

bool is_zero(const Snapshot& s) {
  return s.counters.values == std::array<std::uint64_t, counter_count>{} && s.processing_p50 == 0 &&
         s.processing_p99 == 0 && s.processing_max == 0 && s.load == 0.0 && s.messages_posted == 0;
}

/// One of everything, all different.
void count_everything(BufferMetrics& metrics) {
  Update update(metrics);
  for (std::size_t i = 0; i < counter_count; ++i) update.add(static_cast<Counter>(i), i + 1);
  update.processed(20, 100 * ms);
  metrics.message_posted();
}

}  // namespace

START_TEST(test_starts_at_zero) {
  const BufferMetrics metrics;
  ck_assert(is_zero(metrics.snapshot()));
  ck_assert(near(metrics.load(), 0.0));
}
END_TEST

START_TEST(test_each_counter_has_its_field) {
  BufferMetrics metrics;
  Update(metrics).add(Counter::blocks, 1);
  {
    Update update(metrics);
    update.add(Counter::blocks, 1);
    update.add(Counter::blocks_analyzed, 3);
    update.add(Counter::blocks_skipped, 4);
    update.add(Counter::samples_in, 5);
    update.add(Counter::samples_out, 6);
    update.add(Counter::samples_padded, 7);
    update.add(Counter::gap_samples, 8);
    update.add(Counter::overruns, 9);
    update.add(Counter::evicted_samples, 10);
    update.add(Counter::evicted_results, 11);
    update.add(Counter::dropped_blocks, 12);
    update.add(Counter::dropped_samples, 13);
    update.add(Counter::discarded_samples, 14);
    update.add(Counter::discontinuities, 15);
    update.add(Counter::nonfinite_samples, 16);
    update.add(Counter::notes, 17);
  }
  metrics.message_posted();
  const Snapshot snapshot = metrics.snapshot();
  ck_assert_uint_eq(snapshot[Counter::blocks], 2);
  ck_assert_uint_eq(snapshot[Counter::blocks_analyzed], 3);
  ck_assert_uint_eq(snapshot[Counter::blocks_skipped], 4);
  ck_assert_uint_eq(snapshot[Counter::samples_in], 5);
  ck_assert_uint_eq(snapshot[Counter::samples_out], 6);
  ck_assert_uint_eq(snapshot[Counter::samples_padded], 7);
  ck_assert_uint_eq(snapshot[Counter::gap_samples], 8);
  ck_assert_uint_eq(snapshot[Counter::overruns], 9);
  ck_assert_uint_eq(snapshot[Counter::evicted_samples], 10);
  ck_assert_uint_eq(snapshot[Counter::evicted_results], 11);
  ck_assert_uint_eq(snapshot[Counter::dropped_blocks], 12);
  ck_assert_uint_eq(snapshot[Counter::dropped_samples], 13);
  ck_assert_uint_eq(snapshot[Counter::discarded_samples], 14);
  ck_assert_uint_eq(snapshot[Counter::discontinuities], 15);
  ck_assert_uint_eq(snapshot[Counter::nonfinite_samples], 16);
  ck_assert_uint_eq(snapshot[Counter::notes], 17);
  ck_assert_uint_eq(snapshot.messages_posted, 1);
}
END_TEST

START_TEST(test_processing_times) {
  BufferMetrics metrics;
  process(metrics, 20, 10 * ms, 60);
  process(metrics, 25, 10 * ms, 39);
  process(metrics, 31, 10 * ms);
  const Snapshot snapshot = metrics.snapshot();
  ck_assert_uint_eq(snapshot.processing_p50, 20);
  ck_assert_uint_eq(snapshot.processing_p99, 25);
  ck_assert_uint_eq(snapshot.processing_max, 31);
}
END_TEST

START_TEST(test_no_percentile_exceeds_the_maximum) {
  BufferMetrics metrics;
  // The lowest of its bucket, whose middle is 999 424.
  process(metrics, 983'040, 10 * ms);
  const Snapshot snapshot = metrics.snapshot();
  ck_assert_uint_eq(snapshot.processing_max, 983'040);
  ck_assert_uint_eq(snapshot.processing_p50, 983'040);
  ck_assert_uint_eq(snapshot.processing_p99, 983'040);
}
END_TEST

START_TEST(test_load_is_processing_over_duration) {
  BufferMetrics metrics;
  process(metrics, 4 * ms, 20 * ms, 3);
  ck_assert(near(metrics.snapshot().load, 0.2));
  ck_assert(near(metrics.load(), 0.2));
}
END_TEST

START_TEST(test_load_covers_the_last_second) {
  BufferMetrics metrics;
  process(metrics, 10 * ms, 20 * ms, 50);  // 1 s at 0.5
  process(metrics, 2 * ms, 20 * ms, 20);   // 0.4 s at 0.1
  ck_assert(near(metrics.snapshot().load, 0.6 * 0.5 + 0.4 * 0.1));
  process(metrics, 2 * ms, 20 * ms, 30);
  ck_assert(near(metrics.snapshot().load, 0.1));
}
END_TEST

START_TEST(test_load_with_a_window_begun_covers_nine_and_a_part) {
  BufferMetrics metrics;
  process(metrics, 10 * ms, 100 * ms, 10);
  process(metrics, 50 * ms, 50 * ms);
  // 0.9 s at 0.1 and 0.05 s at 1.
  ck_assert(near(metrics.snapshot().load, (0.09 + 0.05) / 0.95));
}
END_TEST

START_TEST(test_load_of_blocks_longer_than_its_windows) {
  BufferMetrics metrics;
  process(metrics, 100 * ms, 250 * ms, 4);  // 1 s at 0.4
  ck_assert(near(metrics.snapshot().load, 0.4));
  process(metrics, 0, 250 * ms);
  // Two windows full and half of a third are new: 0.7 s at 0.4 and 0.25 s at 0.
  ck_assert(near(metrics.snapshot().load, 0.7 * 0.4 / 0.95));
  process(metrics, 600 * ms, 2000 * ms);  // rate 1000: of 2 s the last one counts
  ck_assert(near(metrics.snapshot().load, 0.3));
}
END_TEST

START_TEST(test_a_skipped_block_lowers_the_load_alone) {
  BufferMetrics metrics;
  process(metrics, 20, 20 * ms);
  Update(metrics).elapsed(20 * ms);
  const Snapshot snapshot = metrics.snapshot();
  ck_assert(near(snapshot.load, 20.0 / (40.0 * ms)));
  ck_assert_uint_eq(snapshot.processing_p50, 20);
}
END_TEST

START_TEST(test_two_writers_add_up) {
  BufferMetrics metrics;
  {
    Update update(metrics);
    update.add(Counter::blocks, 5);
    update.processed(10, 100 * ms);
  }
  {
    Update update(metrics, Writer::helper);
    update.add(Counter::blocks, 2);
    update.add(Counter::blocks_analyzed, 4);
    update.processed(30 * ms, 100 * ms);
  }
  const Snapshot snapshot = metrics.snapshot();
  ck_assert_uint_eq(snapshot[Counter::blocks], 7);
  ck_assert_uint_eq(snapshot[Counter::blocks_analyzed], 4);
  ck_assert_uint_eq(snapshot.processing_p50, 10);
  ck_assert_uint_eq(snapshot.processing_max, 30 * ms);
  ck_assert(near(snapshot.load, 0.3));
}
END_TEST

START_TEST(test_reset_zeroes_everything_at_once) {
  BufferMetrics metrics;
  count_everything(metrics);
  Update(metrics, Writer::helper).add(Counter::blocks, 1);
  ck_assert(!is_zero(metrics.snapshot()));
  metrics.reset();
  ck_assert(is_zero(metrics.snapshot()));
  ck_assert(near(metrics.load(), 0.0));
}
END_TEST

START_TEST(test_after_a_reset_everything_counts_from_zero) {
  BufferMetrics metrics;
  for (int i = 0; i < 3; ++i) count_everything(metrics);
  process(metrics, 500 * ms, 500 * ms);
  metrics.reset();
  count_everything(metrics);
  const Snapshot snapshot = metrics.snapshot();
  ck_assert_uint_eq(snapshot[Counter::blocks], 1);
  ck_assert_uint_eq(snapshot[Counter::notes], counter_count);
  ck_assert_uint_eq(snapshot.processing_p50, 20);
  ck_assert_uint_eq(snapshot.processing_max, 20);
  ck_assert_uint_eq(snapshot.messages_posted, 1);
  ck_assert(near(snapshot.load, 20.0 / (100.0 * ms)));
}
END_TEST

START_TEST(test_two_resets_in_a_row) {
  BufferMetrics metrics;
  count_everything(metrics);
  metrics.reset();
  metrics.reset();
  ck_assert(is_zero(metrics.snapshot()));
  count_everything(metrics);
  ck_assert_uint_eq(metrics.snapshot()[Counter::blocks], 1);
}
END_TEST

START_TEST(test_an_update_open_at_a_reset_belongs_to_before) {
  BufferMetrics metrics;
  {
    Update update(metrics);
    update.add(Counter::blocks, 1);
    metrics.reset();
    update.add(Counter::blocks, 1);
    ck_assert(is_zero(metrics.snapshot()));
  }
  ck_assert(is_zero(metrics.snapshot()));
  Update(metrics).add(Counter::blocks, 1);
  ck_assert_uint_eq(metrics.snapshot()[Counter::blocks], 1);
}
END_TEST

/// However late it is counted: never, and without harm to what belongs to the time since.
START_TEST(test_an_update_of_work_from_before_a_reset_is_not_seen) {
  BufferMetrics metrics;
  const std::uint64_t before = metrics.epoch();
  metrics.reset();
  BufferMetrics::Update(metrics, before).add(Counter::blocks, 1);
  ck_assert(is_zero(metrics.snapshot()));
  Update(metrics).add(Counter::blocks, 2);
  BufferMetrics::Update(metrics, before, Writer::helper).processed(ms, ms);
  ck_assert_uint_eq(metrics.snapshot()[Counter::blocks], 2);
  ck_assert_uint_eq(metrics.snapshot().processing_max, 0);
  ck_assert(metrics.load() == 0.0);
}
END_TEST

START_TEST(test_a_reader_in_the_way_of_an_update_gets_the_last_good_one) {
  BufferMetrics metrics;
  Update(metrics).add(Counter::blocks, 4);
  ck_assert_uint_eq(metrics.snapshot()[Counter::blocks], 4);
  Update update(metrics);
  update.add(Counter::blocks, 1);
  // The section stays open: bounded attempts, then what was last read.
  ck_assert_uint_eq(metrics.snapshot()[Counter::blocks], 4);
}
END_TEST

/// What is counted in one Update is seen together, by two readers, while a third thread resets.
START_TEST(test_readers_never_see_half_an_update) {
  auto metrics = std::make_unique<BufferMetrics>();
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> wrong{0};
  std::atomic<std::uint64_t> seen{0};
  const auto watch = [&] {
    while (!done.load()) {
      const Snapshot s = metrics->snapshot();
      if (s[Counter::samples_in] != 128 * s[Counter::blocks] ||
          s[Counter::samples_out] != s[Counter::samples_in])
        ++wrong;
      // The processing time of each is 20 ns.
      if ((s[Counter::blocks] == 0) != (s.processing_p50 == 0) ||
          (s[Counter::blocks] == 0) != (s.load == 0.0))
        ++wrong;
      if (s[Counter::blocks] != 0) ++seen;
    }
  };
  std::thread first(watch);
  std::thread second(watch);
  std::thread resetter([&] {
    while (!done.load()) {
      metrics->reset();
      for (int i = 0; i < 50; ++i) std::this_thread::yield();
    }
  });
  // At least so many rounds, and on until the readers have seen something.
  const std::size_t rounds = 2000 * soak_factor();
  for (std::size_t round = 0; round < rounds || seen.load() < 100; ++round) {
    for (int i = 0; i < 10; ++i) {
      Update update(*metrics);
      update.add(Counter::samples_in, 128);
      update.add(Counter::blocks, 1);
      update.add(Counter::samples_out, 128);
      update.processed(20, 20 * ms);
    }
    std::this_thread::yield();
  }
  done = true;
  first.join();
  second.join();
  resetter.join();
  ck_assert_uint_eq(wrong, 0);
}
END_TEST

/// Updates begun after reset() returned are counted, those ended before it was called are not.
START_TEST(test_nothing_counted_after_a_reset_is_lost) {
  constexpr std::uint64_t updates = 400;
  for (int round = 0; round < 300; ++round) {
    BufferMetrics metrics;
    std::atomic<std::uint64_t> begun{0};
    std::atomic<std::uint64_t> ended{0};
    std::thread writer([&] {
      for (std::uint64_t i = 1; i <= updates; ++i) {
        begun.store(i);
        Update(metrics).add(Counter::blocks, 1);
        metrics.message_posted();
        ended.store(i);
      }
    });
    const auto reset_after = static_cast<std::uint64_t>(round);
    while (ended.load() < reset_after) std::this_thread::yield();
    const std::uint64_t before = ended.load();
    metrics.reset();
    const std::uint64_t after = begun.load();
    const Snapshot just_after = metrics.snapshot();
    writer.join();
    const Snapshot last = metrics.snapshot();
    ck_assert_uint_ge(last[Counter::blocks], updates - after);
    ck_assert_uint_le(last[Counter::blocks], updates - before);
    ck_assert_uint_ge(last.messages_posted, updates - after);
    ck_assert_uint_le(last.messages_posted, updates - before);
    ck_assert_uint_le(just_after[Counter::blocks], last[Counter::blocks]);
  }
}
END_TEST

namespace {

/// Where 32 bits end and where 64 do.
constexpr std::array<std::uint64_t, 2> ends{std::uint64_t{1} << 32, 0};

}  // namespace

/// Two writers' counts, either of which is beyond the end when the other is not.
START_TEST(test_counters_pass_the_end) {
  const std::uint64_t end = ends[static_cast<std::size_t>(_i)];
  BufferMetrics metrics;
  Update(metrics).add(Counter::samples_in, end - 100);
  for (std::uint64_t i = 1; i <= 20; ++i) {
    Update(metrics, i % 2 == 0 ? Writer::streaming : Writer::helper).add(Counter::samples_in, 10);
    ck_assert_uint_eq(metrics.snapshot()[Counter::samples_in], end - 100 + 10 * i);
  }
  metrics.reset();
  ck_assert(is_zero(metrics.snapshot()));
}
END_TEST

/// A lane whose next write section begins just before the end of its sequence number: whole
/// readings still, and none while a section is open.
START_TEST(test_a_lanes_sequence_number_passes_the_end) {
  const std::uint64_t end = ends[static_cast<std::size_t>(_i)];
  MetricsLane lane(end - 4);
  MetricsLane::Reading reading;
  for (std::uint64_t section = 1; section <= 5; ++section) {
    lane.begin(0);
    lane.add(Counter::blocks, 1);
    ck_assert(!lane.read(reading));
    lane.end();
    ck_assert(lane.read(reading));
    ck_assert_uint_eq(reading.counters[Counter::blocks], section);
  }
}
END_TEST

/// An epoch that is 0 again is a new one, too.
START_TEST(test_an_epoch_passes_the_end) {
  const std::uint64_t end = ends[static_cast<std::size_t>(_i)];
  MetricsLane lane;
  MetricsLane::Reading reading;
  for (const std::uint64_t epoch : {end - 1, end, end + 1}) {
    for (std::uint64_t section = 1; section <= 2; ++section) {
      lane.begin(epoch);
      lane.add(Counter::blocks, 1);
      lane.processed(10, 20);
      lane.end();
      ck_assert(lane.read(reading));
      ck_assert_uint_eq(reading.epoch, epoch);
      ck_assert_uint_eq(reading.counters[Counter::blocks], section);
    }
    ck_assert(near(lane.load(epoch), 0.5));
    ck_assert(near(lane.load(epoch + 1), 0.0));
  }
}
END_TEST

START_TEST(test_a_clock_can_be_set_by_hand) {
  std::uint64_t time = 1000;
  const Clock fake{[](void* context) noexcept { return *static_cast<std::uint64_t*>(context); },
                   &time};
  ck_assert_uint_eq(fake(), 1000);
  time += 25;
  ck_assert_uint_eq(fake(), 1025);
}
END_TEST

START_TEST(test_the_steady_clock_does_not_go_back) {
  const Clock clock = steady_clock();
  std::uint64_t last = clock();
  ck_assert_uint_gt(last, 0);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t now = clock();
    ck_assert_uint_ge(now, last);
    last = now;
  }
}
END_TEST

int main() {
  Suite* suite = suite_create("buffer_metrics");
  TCase* tests = tcase_create("buffer_metrics");
  tcase_set_timeout(tests, 120.0 * static_cast<double>(soak_factor()));
  tcase_add_test(tests, test_starts_at_zero);
  tcase_add_test(tests, test_each_counter_has_its_field);
  tcase_add_test(tests, test_processing_times);
  tcase_add_test(tests, test_no_percentile_exceeds_the_maximum);
  tcase_add_test(tests, test_load_is_processing_over_duration);
  tcase_add_test(tests, test_load_covers_the_last_second);
  tcase_add_test(tests, test_load_with_a_window_begun_covers_nine_and_a_part);
  tcase_add_test(tests, test_load_of_blocks_longer_than_its_windows);
  tcase_add_test(tests, test_a_skipped_block_lowers_the_load_alone);
  tcase_add_test(tests, test_two_writers_add_up);
  tcase_add_test(tests, test_reset_zeroes_everything_at_once);
  tcase_add_test(tests, test_after_a_reset_everything_counts_from_zero);
  tcase_add_test(tests, test_two_resets_in_a_row);
  tcase_add_test(tests, test_an_update_open_at_a_reset_belongs_to_before);
  tcase_add_test(tests, test_an_update_of_work_from_before_a_reset_is_not_seen);
  tcase_add_test(tests, test_a_reader_in_the_way_of_an_update_gets_the_last_good_one);
  tcase_add_test(tests, test_readers_never_see_half_an_update);
  tcase_add_test(tests, test_nothing_counted_after_a_reset_is_lost);
  constexpr auto end_count = static_cast<int>(ends.size());
  tcase_add_loop_test(tests, test_counters_pass_the_end, 0, end_count);
  tcase_add_loop_test(tests, test_a_lanes_sequence_number_passes_the_end, 0, end_count);
  tcase_add_loop_test(tests, test_an_epoch_passes_the_end, 0, end_count);
  tcase_add_test(tests, test_a_clock_can_be_set_by_hand);
  tcase_add_test(tests, test_the_steady_clock_does_not_go_back);
  suite_add_tcase(suite, tests);
  return run_suite(suite);
}
