// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the streaming thread must not do in steady state. Every call of malloc and the like, of free
// and of the locks is counted, on that thread alone and only inside a push. GLib's slices must go
// to malloc for that: G_SLICE=always-malloc, which Meson sets and a test here makes sure of.
#include <gst/audio/audio.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

#include "tests/support/allocation_counter.h"
#include "tests/support/counted_pushes.h"
#include "tests/support/direct_pads.h"

using namespace counted;

namespace {

constexpr std::array sources{Source::given, Source::kept, Source::pooled};
constexpr std::array lengths{128, 441, 480, 1024, 4096, 10000};
constexpr std::array channel_counts{1, 2, 8};
constexpr std::array modes{"inline", "worker"};

constexpr std::array formats{
    Format{"S16LE", "interleaved"},     Format{"F32LE", "interleaved"},
    Format{"S24LE", "interleaved"},     Format{"S16LE", "non-interleaved"},
    Format{"F32LE", "non-interleaved"}, Format{"S24LE", "non-interleaved"},
};

/// The pushes that bring some ten blocks at least.
int pushes_for(int samples) { return std::max(30, 20 * 1024 / samples); }

}  // namespace

// ---- the counter itself ----

START_TEST(test_slices_are_counted) {
  allocation_counter::start();
  gpointer slice = g_slice_alloc(64);
  const auto counts = allocation_counter::stop();
  g_slice_free1(64, slice);
  ck_assert_msg(counts.allocations == 1,
                "g_slice_alloc does not reach malloc: run with G_SLICE=always-malloc");
}
END_TEST

START_TEST(test_another_threads_calls_are_not_counted) {
  allocation_counter::start();
  const auto before = allocation_counter::stop();
  ck_assert_uint_eq(before.allocations, 0);
  struct {
    std::atomic<bool> may_begin{false};
    std::atomic<bool> has_ended{false};
  } other;
  std::thread thread([&other] {
    while (!other.may_begin) std::this_thread::yield();
    for (int i = 0; i < 100; ++i) g_free(g_malloc(10));
    other.has_ended = true;
  });
  allocation_counter::start();
  other.may_begin = true;
  while (!other.has_ended) std::this_thread::yield();
  const auto counts = allocation_counter::stop();
  thread.join();
  ck_assert_uint_eq(counts.allocations, 0);
  ck_assert_uint_eq(counts.frees, 0);
}
END_TEST

static GstPadProbeReturn allocate_in_probe(GstPad*, GstPadProbeInfo*, gpointer) {
  g_free(g_malloc(100));
  gst_structure_free(gst_structure_new_empty("allocated"));
  return GST_PAD_PROBE_OK;
}

/// The negative control: something that allocates inside the push must be seen.
START_TEST(test_an_allocating_probe_is_counted) {
  DirectPads pads(gst_element_factory_make("identity", nullptr),
                  "audio/x-raw,format=F32LE,layout=interleaved,rate=48000,channels=1",
                  DirectPads::Upstream::silent);
  gst_pad_add_probe(pads.sink(), GST_PAD_PROBE_TYPE_BUFFER, allocate_in_probe, nullptr, nullptr);
  Input input(caps_of(formats[1], 1), 480, Source::given);
  push_to_steady_state(pads, input);
  const Tally tally = push_counted(pads, input, 10);
  ck_assert_uint_ge(tally.all.allocations, 20);
  ck_assert_uint_ge(tally.all.frees, 20 + 10 * input.frees_of_one());
}
END_TEST

START_TEST(test_locks_of_glib_and_of_the_c_library_are_counted) {
  GMutex plain;
  GRecMutex recursive;
  g_mutex_init(&plain);
  g_rec_mutex_init(&recursive);
  g_rec_mutex_lock(&recursive);
  g_rec_mutex_unlock(&recursive);
  allocation_counter::start();
  g_mutex_lock(&plain);
  g_mutex_unlock(&plain);
  g_rec_mutex_lock(&recursive);
  g_rec_mutex_unlock(&recursive);
  const auto counts = allocation_counter::stop();
  g_mutex_clear(&plain);
  g_rec_mutex_clear(&recursive);
  ck_assert_uint_eq(counts.locks, 2);
}
END_TEST

START_TEST(test_waits_are_counted) {
  std::mutex held;
  std::condition_variable condition;
  std::unique_lock lock(held);
  allocation_counter::start();
  condition.wait_for(lock, std::chrono::milliseconds(1));
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  ck_assert_uint_eq(allocation_counter::stop().waits, 2);
}
END_TEST

/// Those that what runs in a push might make: a futex directly, a bus its file, a lock its turn.
START_TEST(test_system_calls_are_counted) {
  std::array<int, 2> ends{};
  ck_assert_int_eq(pipe(ends.data()), 0);
  char byte = 'x';
  pollfd file{.fd = ends[0], .events = POLLIN, .revents = 0};
  allocation_counter::start();
  const bool passed =
      write(ends[1], &byte, 1) == 1 && poll(&file, 1, 0) == 1 && read(ends[0], &byte, 1) == 1;
  std::this_thread::yield();
  syscall(SYS_gettid);
  const auto counts = allocation_counter::stop();
  for (const int end : ends) close(end);
  ck_assert(passed);
  ck_assert_uint_eq(counts.system_calls, 5);
}
END_TEST

static Tally of_identity(const std::string& caps, int samples) {
  DirectPads pads(gst_element_factory_make("identity", nullptr), caps.c_str(),
                  DirectPads::Upstream::silent);
  Input input(caps, samples, Source::given);
  push_to_steady_state(pads, input);
  return push_counted(pads, input, 100);
}

// ---- steady state ----

/// Every length and source, for the format, channel count and mode of this round.
START_TEST(test_nothing_is_allocated_or_freed) {
  const auto round = static_cast<std::size_t>(_i);
  const char* mode = modes[round / (channel_counts.size() * formats.size())];
  const Format& format = formats[round / channel_counts.size() % formats.size()];
  const int channels = channel_counts[round % channel_counts.size()];
  const std::string caps = caps_of(format, channels);
  for (const Source source : sources) {
    for (const int samples : lengths) {
      int blocks = 0;
      DirectPads pads(make_element(&blocks, mode), caps.c_str(), DirectPads::Upstream::silent);
      Input input(caps, samples, source);
      push_to_steady_state(pads, input);
      const Tally tally = push_counted(pads, input, pushes_for(samples));
      ck_assert_uint_ge(tally.blocks, 3);
      expect_nothing_allocated(tally, input,
                               caps + ", " + mode + ", " + std::to_string(samples) +
                                   " samples, source " + std::to_string(static_cast<int>(source)));
      ck_assert_uint_eq(pads.metric("allocations-steady"), 0);
    }
  }
}
END_TEST

START_TEST(test_nothing_is_allocated_with_each_channel_analysed) {
  const char* mode = modes[static_cast<std::size_t>(_i)];
  int blocks = 0;
  GstElement* element = make_element(&blocks, mode);
  g_object_set(element, "multi-channel", TRUE, "buffer-debug", FALSE, nullptr);
  const std::string caps = caps_of(formats[1], 8);
  DirectPads pads(element, caps.c_str(), DirectPads::Upstream::live);
  Input input(caps, 480, Source::given);
  push_to_steady_state(pads, input);
  expect_nothing_allocated(push_counted(pads, input, 100), input, "multi-channel");
}
END_TEST

/// What a setting needs is built on the setter's thread.
START_TEST(test_nothing_is_allocated_where_settings_change) {
  const char* mode = modes[static_cast<std::size_t>(_i)];
  int blocks = 0;
  const std::string caps = caps_of(formats[0], 2);
  DirectPads pads(make_element(&blocks, mode), caps.c_str(), DirectPads::Upstream::live);
  Input input(caps, 480, Source::given);
  push_to_steady_state(pads, input);
  for (const char* setting : {"window=blackman",
                              "window=hann",
                              "window=hamming",
                              "analyses=level",
                              "analyses=0",
                              "analyses=level+spectrum+pitch",
                              "multi-channel=true",
                              "multi-channel=false",
                              "bands=1024",
                              "bands=0",
                              "min-frequency=100",
                              "max-frequency=1000",
                              "partial-block=short",
                              "interval=100000000",
                              "interval=0",
                              "clarity-threshold=0.9",
                              "silence-threshold=-20",
                              "peak-ttl=0",
                              "peak-falloff=20",
                              "audio-level-meta=false",
                              "audio-level-meta=true"}) {
    const std::string text(setting);
    const std::size_t equals = text.find('=');
    gst_util_set_object_arg(G_OBJECT(pads.element()), text.substr(0, equals).c_str(),
                            text.substr(equals + 1).c_str());
    expect_nothing_allocated(push_counted(pads, input, 7), input, text);
  }
}
END_TEST

/// The queue to the helper thread is full all the time: evicting is steady state, too.
START_TEST(test_nothing_is_allocated_while_results_are_evicted) {
  const char* mode = modes[static_cast<std::size_t>(_i)];
  GMutex gate;
  g_mutex_init(&gate);
  GstElement* element = gst_element_factory_make("audioblocks", nullptr);
  g_object_set(element, "interval", guint64{0}, nullptr);
  gst_util_set_object_arg(G_OBJECT(element), "overflow-policy", "evict-oldest");
  gst_util_set_object_arg(G_OBJECT(element), "analysis-mode", mode);
  g_signal_connect(element, "block-analyzed",
                   G_CALLBACK(+[](GstElement*, GstStructure*, GMutex* held) {
                     g_mutex_lock(held);
                     g_mutex_unlock(held);
                   }),
                   &gate);
  const std::string caps = caps_of(formats[1], 1);
  g_mutex_lock(&gate);
  {
    DirectPads pads(element, caps.c_str(), DirectPads::Upstream::not_live);
    Input input(caps, 1024, Source::pooled);
    push_to_steady_state(pads, input);
    for (int i = 0; i < 70; ++i) pads.push(input.next());
    const Tally tally = push_counted(pads, input, 200);
    expect_nothing_allocated(tally, input, "evicting");
    ck_assert_uint_ge(pads.metric("evicted-results"), 200);
    g_mutex_unlock(&gate);
  }
  g_mutex_clear(&gate);
}
END_TEST

/// After a jump in time, too, from the second block on.
START_TEST(test_nothing_is_allocated_after_a_new_anchor) {
  const char* mode = modes[static_cast<std::size_t>(_i)];
  int blocks = 0;
  const std::string caps = caps_of(formats[1], 2);
  DirectPads pads(make_element(&blocks, mode), caps.c_str(), DirectPads::Upstream::live);
  Input input(caps, 480, Source::given);
  push_to_steady_state(pads, input);
  for (int i = 0; i < 10; ++i) pads.push(input.next());
  for (int i = 0; i < 100; ++i) gst_buffer_unref(input.next());
  const std::uint64_t before = pads.received();
  while (pads.received() < before + 3) pads.push(input.next());
  expect_nothing_allocated(push_counted(pads, input, 50), input, "after a jump");
}
END_TEST

/// As soon as the events have followed the block that they waited for.
START_TEST(test_nothing_is_allocated_behind_a_stream_that_joins) {
  const char* mode = modes[static_cast<std::size_t>(_i)];
  int blocks = 0;
  const std::string caps = caps_of(formats[1], 2);
  DirectPads pads(make_element(&blocks, mode), caps.c_str(), DirectPads::Upstream::live);
  Input input(caps, 480, Source::given);
  push_to_steady_state(pads, input);
  pads.push(input.next());
  pads.push_event(gst_event_new_stream_start("second"));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  pads.push_event(gst_event_new_segment(&segment));
  const std::uint64_t before = pads.received();
  while (pads.received() < before + 1) pads.push(input.next());
  expect_nothing_allocated(push_counted(pads, input, 50), input, "behind a stream that joins");
  ck_assert_uint_eq(pads.metric("discontinuities"), 0);
  ck_assert_uint_eq(pads.metric("allocations-steady"), 0);
}
END_TEST

/// Notes come and go, and every block waits for eight others: also one system call a block at most,
/// and no more locks.
START_TEST(test_nothing_is_allocated_while_notes_are_found) {
  const char* mode = modes[static_cast<std::size_t>(_i)];
  int blocks = 0;
  GstElement* element = make_element(&blocks, mode);
  g_object_set(element, "notes", TRUE, "track-lag", 8U, "multi-channel", TRUE, nullptr);
  const std::string caps = caps_of(formats[0], 2);
  DirectPads pads(element, caps.c_str(), DirectPads::Upstream::live);
  Input input(caps, 480, Source::given);
  push_to_steady_state(pads, input);
  int pushes = 0;
  const Tally tally = push_counted(pads, 600, [&input, &pushes] {
    // So that the helper thread keeps up.
    g_usleep(1000);
    GstBuffer* buffer = input.next();
    // Half of the time silence.
    if (++pushes / 50 % 2 != 0) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_GAP);
    return buffer;
  });
  expect_nothing_allocated(tally, input, "notes");
  ck_assert_uint_eq(pads.metric("allocations-steady"), 0);
  ck_assert_uint_le(tally.all.system_calls, tally.blocks);
  ck_assert_msg(tally.worst_system_calls <= 1.0, "%f system calls a block",
                tally.worst_system_calls);
  const Tally theirs = of_identity(caps, 480);
  ck_assert_msg(tally.worst_locks <= theirs.worst_locks + bell_locks, "%f locks, identity %f",
                tally.worst_locks, theirs.worst_locks);
  pads.push_event(gst_event_new_eos());
  ck_assert_uint_ge(pads.metric("notes"), 1);
}
END_TEST

// ---- locks and system calls ----

START_TEST(test_locks_are_no_more_than_identitys) {
  const char* mode = modes[static_cast<std::size_t>(_i)];
  const std::string caps = caps_of(formats[1], 2);
  std::printf("%s:\n%8s %22s %22s %22s\n", mode, "samples", "identity locks/push",
              "audioblocks locks/push", "worst for each buffer");
  for (const int samples : lengths) {
    int blocks = 0;
    DirectPads pads(make_element(&blocks, mode), caps.c_str(), DirectPads::Upstream::live);
    Input input(caps, samples, Source::given);
    push_to_steady_state(pads, input);
    const Tally ours = push_counted(pads, input, pushes_for(samples));
    const Tally theirs = of_identity(caps, samples);
    std::printf("%8d %22.2f %22.2f %22.2f\n", samples, theirs.worst_locks,
                static_cast<double>(ours.all.locks) / static_cast<double>(ours.pushes),
                ours.worst_locks);
    ck_assert_msg(theirs.worst_locks > 0.0, "identity takes no lock: are they counted?");
    ck_assert_msg(ours.worst_locks <= theirs.worst_locks + bell_locks, "%f locks, identity %f",
                  ours.worst_locks, theirs.worst_locks);
  }
}
END_TEST

/// But for locks of GStreamer's and GLib's that the helper thread takes, too, to post a message,
/// and since GLib 2.80 for each g_object_unref(): reported, not judged.
START_TEST(test_a_block_makes_one_system_call_at_most) {
  const char* mode = modes[static_cast<std::size_t>(_i)];
  const std::string caps = caps_of(formats[1], 1);
  for (const int samples : lengths) {
    int blocks = 0;
    DirectPads pads(make_element(&blocks, mode), caps.c_str(), DirectPads::Upstream::live);
    Input input(caps, samples, Source::given);
    push_to_steady_state(pads, input);
    const Tally tally = push_counted(pads, input, pushes_for(samples));
    if (tally.all.contentions > 0)
      std::printf("%d samples: %" G_GUINT64_FORMAT " system calls for contended locks\n", samples,
                  guint64{tally.all.contentions});
    ck_assert_uint_le(tally.all.system_calls, tally.blocks);
    ck_assert_msg(tally.worst_system_calls <= 1.0, "%f system calls a block",
                  tally.worst_system_calls);
  }
}
END_TEST

/// Where neither a message is due nor anybody listens, results wait for the helper thread to come
/// by, tracked or not: it is called for half a queue of them, not for each.
START_TEST(test_where_nobody_listens_the_helper_is_left_alone) {
  GstElement* element = gst_element_factory_make("audioblocks", nullptr);
  g_object_set(element, "post-messages", FALSE, "track-lag", 4U * static_cast<guint>(_i), nullptr);
  const std::string caps = caps_of(formats[1], 1);
  DirectPads pads(element, caps.c_str(), DirectPads::Upstream::live);
  Input input(caps, 1024, Source::given);
  push_to_steady_state(pads, input);
  const Tally tally = push_counted(pads, input, 640);
  ck_assert_uint_eq(tally.blocks, 640);
  ck_assert_uint_le(tally.all.system_calls, tally.blocks / 4);
}
END_TEST

static Suite* realtime_suite() {
  Suite* suite = suite_create("realtime");
  TCase* counter = tcase_create("the counter");
  tcase_add_test(counter, test_slices_are_counted);
  tcase_add_test(counter, test_another_threads_calls_are_not_counted);
  tcase_add_test(counter, test_an_allocating_probe_is_counted);
  tcase_add_test(counter, test_locks_of_glib_and_of_the_c_library_are_counted);
  tcase_add_test(counter, test_waits_are_counted);
  tcase_add_test(counter, test_system_calls_are_counted);
  suite_add_tcase(suite, counter);

  TCase* steady = tcase_create("steady state");
  tcase_set_timeout(steady, 60);
  tcase_add_loop_test(steady, test_nothing_is_allocated_or_freed, 0,
                      static_cast<int>(formats.size() * channel_counts.size() * modes.size()));
  tcase_add_loop_test(steady, test_nothing_is_allocated_with_each_channel_analysed, 0,
                      static_cast<int>(modes.size()));
  tcase_add_loop_test(steady, test_nothing_is_allocated_where_settings_change, 0,
                      static_cast<int>(modes.size()));
  tcase_add_loop_test(steady, test_nothing_is_allocated_while_results_are_evicted, 0,
                      static_cast<int>(modes.size()));
  tcase_add_loop_test(steady, test_nothing_is_allocated_after_a_new_anchor, 0,
                      static_cast<int>(modes.size()));
  tcase_add_loop_test(steady, test_nothing_is_allocated_behind_a_stream_that_joins, 0,
                      static_cast<int>(modes.size()));
  tcase_add_loop_test(steady, test_nothing_is_allocated_while_notes_are_found, 0,
                      static_cast<int>(modes.size()));
  suite_add_tcase(suite, steady);

  TCase* calls = tcase_create("locks and system calls");
  tcase_add_loop_test(calls, test_locks_are_no_more_than_identitys, 0,
                      static_cast<int>(modes.size()));
  tcase_add_loop_test(calls, test_a_block_makes_one_system_call_at_most, 0,
                      static_cast<int>(modes.size()));
  tcase_add_loop_test(calls, test_where_nobody_listens_the_helper_is_left_alone, 0, 2);
  suite_add_tcase(suite, calls);
  return suite;
}

GST_CHECK_MAIN(realtime)
