// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The helper thread is blocked in an application's handler, its queue is full, and then two of
// seven events follow each other, in every combination. Nothing hangs, and once the handler has
// returned the element plays on and loses nothing.
#include <array>
#include <atomic>
#include <string>
#include <vector>

#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;
/// How long the handler blocks where somebody waits for it.
constexpr std::chrono::seconds blocked(2);
/// When the stream begins that is played in the end.
constexpr GstClockTime late = 1000 * GST_SECOND;

/// Upstream's thread: pushes blocks until it is asked to end the stream, or a push fails.
class Upstream {
 public:
  explicit Upstream(Harness& h) : h_(h) {}
  ~Upstream() { stop(); }
  Upstream(const Upstream&) = delete;
  Upstream& operator=(const Upstream&) = delete;

  void start(GstClockTime time) {
    stop();
    ending_ = stopping_ = false;
    h_.segment(time);
    thread_ = std::thread([this, time] { run(time); });
  }
  /// Returns at once: the end comes behind what is being pushed.
  void end_stream() { ending_ = true; }
  /// Whatever blocks the thread must have been unlocked before.
  void stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }

 private:
  void run(GstClockTime time) {
    for (std::size_t i = 0; !stopping_; ++i) {
      if (ending_) {
        h_.eos();
        return;
      }
      const GstClockTime pts = time + gst_util_uint64_scale(i * block, GST_SECOND, 48000);
      if (h_.push(float_buffer(Samples(block), pts)) != GST_FLOW_OK) return;
      h_.take();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  Harness& h_;
  std::atomic<bool> ending_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

/// An element whose handler blocks, with a thread that feeds it.
struct Blocked {
  Harness h;
  Gate gate;
  Upstream upstream;

  explicit Blocked(const Properties& properties) : h(properties), gate(h.element()), upstream(h) {
    h.stream_start();
    ck_assert(h.caps(float_caps()));
    upstream.start(0);
    ck_assert(wait_until([this] { return h.metric("overruns") > 0; }));
  }
  Blocked(const Blocked&) = delete;
  Blocked& operator=(const Blocked&) = delete;
  /// The gate goes before the harness does.
  ~Blocked() { gst_element_set_state(h.element(), GST_STATE_NULL); }

  void flush(GstClockTime time) {
    h.event(gst_event_new_flush_start());
    upstream.stop();
    h.event(gst_event_new_flush_stop(TRUE));
    upstream.start(time);
  }
};

void to_state(Blocked& it, GstState state) { gst_element_set_state(it.h.element(), state); }

struct Action {
  const char* name;
  /// Waits for a running handler to return: none runs in READY.
  bool joins;
  void (*happen)(Blocked&);
};

constexpr std::array actions{
    Action{"flush", false, [](Blocked& it) { it.flush(0); }},
    Action{"EOS", false, [](Blocked& it) { it.upstream.end_stream(); }},
    Action{"flushing seek", false,
           [](Blocked& it) {
             gst_harness_push_upstream_event(
                 it.h.get(),
                 gst_event_new_seek(1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, GST_SEEK_TYPE_SET,
                                    GST_SECOND, GST_SEEK_TYPE_NONE, 0));
             it.flush(GST_SECOND);
           }},
    Action{"PAUSED", false, [](Blocked& it) { to_state(it, GST_STATE_PAUSED); }},
    Action{"PLAYING", false, [](Blocked& it) { to_state(it, GST_STATE_PLAYING); }},
    Action{"READY", true, [](Blocked& it) { to_state(it, GST_STATE_READY); }},
    Action{"NULL", true, [](Blocked& it) { to_state(it, GST_STATE_NULL); }},
};

/// Counts the delivered blocks of the stream that is played in the end.
void count_late(GstElement* /*element*/, const GstStructure* structure,
                std::atomic<guint64>* told) {
  if (u64(structure, "timestamp") >= late) ++*told;
}

/// Plays on as if nothing had happened, and ends.
void expect_to_play_on(Blocked& it, bool may_lose, const char* what) {
  constexpr guint64 count = 100;
  Harness& h = it.h;
  std::atomic<guint64> told{0};
  g_signal_connect(h.element(), "block-analyzed", G_CALLBACK(count_late), &told);
  it.upstream.stop();
  h.event(gst_event_new_flush_start());
  h.event(gst_event_new_flush_stop(TRUE));
  to_state(it, GST_STATE_PLAYING);
  h.stream_start();
  ck_assert_msg(h.caps(float_caps()), "%s: no caps", what);
  h.segment(late);
  const auto feed = [&h](guint64 first, guint64 last) {
    for (guint64 i = first; i < last; ++i) {
      const GstClockTime pts = late + gst_util_uint64_scale(i * block, GST_SECOND, 48000);
      h.feed(float_buffer(Samples(block), pts));
      h.take();
    }
  };
  feed(0, 1);
  // What the flush has discarded has left the queue as well.
  ck_assert_msg(wait_until([&] { return told == 1; }), "%s: nothing is told", what);
  const guint64 blocks = h.metric("blocks");
  const guint64 evicted = h.metric("evicted-results");
  feed(1, count);
  h.eos();
  ck_assert_msg(h.metric("blocks") - blocks == count - 1, "%s: %llu blocks", what,
                wide(h.metric("blocks") - blocks));
  const auto lost = [&] { return h.metric("evicted-results") - evicted; };
  ck_assert_msg(wait_until([&] { return told + lost() == count; }), "%s: told %llu, evicted %llu",
                what, wide(told), wide(lost()));
  if (!may_lose) ck_assert_uint_eq(told, count);
  to_state(it, GST_STATE_NULL);
  h.take();
  ck_assert_msg(h.metric("memory-current") == 0, "%s: memory is left", what);
}

void act_while_blocked(const char* mode, bool waits, const Action& first, const Action& second) {
  const std::string what = std::string(first.name) + " and " + second.name;
  Blocked it({{"analysis-mode", mode},
              {"overflow-policy", waits ? "wait" : "evict-oldest"},
              {"analyses", "level"}});
  std::thread opener;
  if (first.joins || second.joins)
    opener = std::thread([&it] {
      std::this_thread::sleep_for(blocked);
      it.gate.open();
    });
  first.happen(it);
  second.happen(it);
  if (opener.joinable()) opener.join();
  it.gate.open();
  expect_to_play_on(it, !waits, what.c_str());
}

/// Runs all of them side by side, since they sleep most of the time.
void act_in_every_combination(const char* mode) {
  const Deadline deadline;
  std::vector<std::thread> threads;
  for (const bool waits : {false, true})
    for (const Action& first : actions)
      for (const Action& second : actions)
        threads.emplace_back(
            [=, &first, &second] { act_while_blocked(mode, waits, first, second); });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

START_TEST(two_interruptions_while_the_worker_is_blocked) { act_in_every_combination("worker"); }
END_TEST

START_TEST(two_interruptions_while_the_announcer_is_blocked) { act_in_every_combination("inline"); }
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "blocked",
                   {ELEMENT_TEST(two_interruptions_while_the_worker_is_blocked),
                    ELEMENT_TEST(two_interruptions_while_the_announcer_is_blocked)});
}
