// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Under a live source, in real time: an application, downstream or the helper thread itself stands
// still for seconds. Audio goes on, losses are counted to the sample, and the first block that
// begins after the stall is like any other.
#include <pthread.h>

#include <array>
#include <csignal>
#include <ctime>

#include "tests/support/live_run.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

/// Far longer than the pipelines below need while nobody stands still.
constexpr guint64 ample = BufferConstants::memory_limit;

/// A handler that sleeps in its first call and then keeps how many blocks had been made.
class Sleeper {
 public:
  explicit Sleeper(std::chrono::seconds time) : time_(time) {}
  void attach(LiveRun& run) {
    run.on_told = [this, &run] {
      if (called_.exchange(true)) return;
      std::this_thread::sleep_for(time_);
      made_ = run.made();
      over_ = true;
    };
  }
  /// Waits for the end of the sleep. Returns how many blocks had been made then.
  guint64 expect_end() {
    ck_assert(wait_until([this] { return over_.load(); }));
    return made_;
  }

 private:
  std::chrono::seconds time_;
  std::atomic<bool> called_{false};
  std::atomic<bool> over_{false};
  std::atomic<guint64> made_{0};
};

/// Downstream that keeps every block until release().
class Hoarder {
 public:
  void attach(LiveRun& run) {
    run.on_left = [this](GstBuffer* buffer) {
      const std::lock_guard lock(mutex_);
      if (keeps_) kept_.emplace_back(gst_buffer_ref(buffer));
    };
  }
  [[nodiscard]] guint64 bytes() const {
    const std::lock_guard lock(mutex_);
    guint64 sum = 0;
    for (const BufferPtr& buffer : kept_) sum += gst_buffer_get_size(buffer.get());
    return sum;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    keeps_ = false;
    kept_.clear();
  }

 private:
  mutable std::mutex mutex_;
  std::vector<BufferPtr> kept_;
  bool keeps_ = true;
};

/// Stops the helper thread for a second wherever it happens to be, in the handler of a signal. The
/// signal is sent as a block leaves, for which the helper thread has just been called.
class Stopper {
 public:
  Stopper() {
    over_ = false;
    struct sigaction action{};
    action.sa_handler = stop_for_a_second;
    sigaction(SIGUSR1, &action, nullptr);
  }
  void attach(LiveRun& run) {
    run.on_told = [this] { helper_ = pthread_self(); };
    run.on_left = [this](GstBuffer*) {
      if (helper_ == pthread_t{} || sent_) return;
      sent_ = true;
      pthread_kill(helper_, SIGUSR1);
    };
  }
  static void expect_end() {
    ck_assert(wait_until([] { return over_.load(); }));
  }

 private:
  static void stop_for_a_second(int /*signal*/) {
    constexpr timespec second{.tv_sec = 1, .tv_nsec = 0};
    nanosleep(&second, nullptr);
    over_ = true;
  }

  static inline std::atomic<bool> over_{false};
  std::atomic<pthread_t> helper_;
  bool sent_ = false;  // streaming thread
};

/// Expects every block begun since `made` were made to leave and to be delivered.
void expect_recovery(LiveRun& run, guint64 made) {
  run.expect_more_blocks(3);
  ck_assert(run.state() != "overflow");
  run.finish();
  run.expect_all_told_from(made + 1);
}

}  // namespace

/// A queue of 64 results and one of 8 blocks are both too short for 5 s, but long enough for other
/// delays of a busy machine.
START_TEST(a_handler_that_sleeps_for_5_s) {
  const Deadline deadline;
  constexpr std::chrono::seconds time(5);
  std::array sleepers{Sleeper(time), Sleeper(time)};
  std::array runs{LiveRun(48000, "analysis-mode=inline"), LiveRun(8000, "analysis-mode=worker")};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    sleepers[i].attach(runs[i]);
    runs[i].start();
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const guint64 made = sleepers[i].expect_end();
    ck_assert(runs[i].live());
    expect_recovery(runs[i], made);
    ck_assert_uint_gt(runs[i].metric("evicted-results"), 0);
    ck_assert_uint_eq(runs[i].metric("dropped-blocks"), 0);
    runs[i].expect_exact_account(ample);
  }
}
END_TEST

START_TEST(downstream_that_keeps_every_block) {
  const Deadline deadline;
  constexpr guint64 memory = 400'000;
  std::array<Hoarder, 2> hoarders;
  std::array runs{LiveRun(48000, "analysis-mode=inline max-memory=400000"),
                  LiveRun(48000, "analysis-mode=worker max-memory=400000")};
  for (std::size_t i = 0; i < runs.size(); ++i) {
    hoarders[i].attach(runs[i]);
    runs[i].start();
  }
  for (std::size_t i = 0; i < runs.size(); ++i) {
    LiveRun& run = runs[i];
    const bool full = wait_until([&run] { return run.metric("dropped-blocks") >= 10; });
    ck_assert_msg(full, "%s: memory has no limit", run.name());
    ck_assert_uint_le(hoarders[i].bytes(), memory);
    hoarders[i].release();
    const guint64 dropped = run.metric("dropped-blocks");
    expect_recovery(run, run.made());
    // The one in the making had no buffer.
    ck_assert_uint_le(run.metric("dropped-blocks"), dropped + 1);
    run.expect_exact_account(memory);
  }
}
END_TEST

/// Runs at rates at which a second is too long for the queue.
START_TEST(a_helper_thread_that_is_stopped_for_a_second) {
  const Deadline deadline;
  for (const auto& [rate, properties] :
       {std::pair{96000, "analysis-mode=inline"}, std::pair{16000, "analysis-mode=worker"}}) {
    Stopper stopper;
    LiveRun run(rate, properties);
    stopper.attach(run);
    run.start();
    Stopper::expect_end();
    expect_recovery(run, run.made());
    ck_assert_uint_gt(run.metric("evicted-results"), 0);
    run.expect_exact_account(ample);
  }
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(
      argc, argv, "stall",
      {ELEMENT_TEST(a_handler_that_sleeps_for_5_s), ELEMENT_TEST(downstream_that_keeps_every_block),
       ELEMENT_TEST(a_helper_thread_that_is_stopped_for_a_second)});
}
