// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Application threads do everything at once to an element that streams, and is overloaded. What
// they share is for ThreadSanitizer to judge (`./dev sanitize`); here it must end, with right
// counters.
#include <gst/audio/audio.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/direct_pads.h"
#include "tests/support/soak.h"
#include "tests/support/stimulus.h"

// Last: it defines fail().
#include <gst/check/gstcheck.h>

namespace {

constexpr gint rate = 48000;
constexpr std::array modes{"inline", "worker"};
constexpr const char* caps =
    "audio/x-raw,format=" GST_AUDIO_NE(F32) ",layout=interleaved,rate=48000,channels=2";

GstElement* make_overloaded(const char* mode, std::atomic<std::uint64_t>& told) {
  GstElement* element = gst_element_factory_make("audioblocks", nullptr);
  ck_assert_msg(element != nullptr, "the plugin is not found");
  gst_util_set_object_arg(G_OBJECT(element), "analysis-mode", mode);
  gst_util_set_object_arg(G_OBJECT(element), "overflow-policy", "evict-oldest");
  g_signal_connect(element, "block-analyzed",
                   G_CALLBACK(+[](GstElement*, GstStructure*, std::atomic<std::uint64_t>* count) {
                     std::this_thread::sleep_for(std::chrono::microseconds(200));
                     count->fetch_add(1);
                   }),
                   &told);
  return element;
}

/// Buffers of a live source.
class Source {
 public:
  explicit Source(DirectPads& pads) : pads_(pads) {}

  GstFlowReturn push(std::size_t samples) {
    const std::size_t bytes = samples * 2 * sizeof(float);
    GstBuffer* buffer = gst_buffer_new_allocate(nullptr, bytes, nullptr);
    gst_buffer_memset(buffer, 0, 0x3C, bytes);
    GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(position_, GST_SECOND, guint64{rate});
    position_ += samples;
    return pads_.push(buffer);
  }

 private:
  DirectPads& pads_;
  guint64 position_ = 0;
};

/// Threads that each do one thing again and again, until the end of the object.
class Hammers {
 public:
  Hammers() = default;
  Hammers(const Hammers&) = delete;
  Hammers& operator=(const Hammers&) = delete;
  ~Hammers() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
  }

  /// `blow` is given how often it was called before.
  void add(std::function<void(std::size_t)> blow) {
    threads_.emplace_back([this, blow = std::move(blow)] {
      for (std::size_t i = 0; !stop_.load(); ++i) {
        blow(i);
        std::this_thread::yield();
      }
    });
  }

 private:
  std::atomic<bool> stop_{false};
  std::vector<std::thread> threads_;
};

void change_a_property(GstElement* element, std::size_t i) {
  constexpr std::array<std::pair<const char*, const char*>, 24> changes{{
      {"window", "hann"},
      {"bands", "1024"},
      {"analyses", "level"},
      {"multi-channel", "true"},
      {"clarity-threshold", "0.9"},
      {"min-frequency", "100"},
      {"interval", "0"},
      {"window", "blackman"},
      {"analyses", "level+spectrum+pitch"},
      {"silence-threshold", "-20"},
      {"partial-block", "short"},
      {"adaptive", "true"},
      {"bands", "7"},
      {"max-frequency", "1000"},
      {"post-messages", "false"},
      {"alignment-threshold", "1000"},
      {"multi-channel", "false"},
      {"window", "hamming"},
      {"interval", "100000000"},
      {"post-messages", "true"},
      {"partial-block", "pad"},
      {"adaptive", "false"},
      {"alignment-threshold", "40000000"},
      {"reference-frequency", "442"},
  }};
  const auto& [name, value] = changes[i % changes.size()];
  gst_util_set_object_arg(G_OBJECT(element), name, value);
}

void read_everything(GstElement* element) {
  guint count = 0;
  GParamSpec** specs = g_object_class_list_properties(G_OBJECT_GET_CLASS(element), &count);
  for (guint i = 0; i < count; ++i) {
    GValue value = G_VALUE_INIT;
    g_value_init(&value, specs[i]->value_type);
    g_object_get_property(G_OBJECT(element), specs[i]->name, &value);
    g_value_unset(&value);
  }
  g_free(static_cast<gpointer>(specs));
}

/// The queries and events that sinks and applications send from their own threads.
void ask_and_tell(DirectPads& pads, std::size_t i) {
  const GstClockTime at = (i + 1) * GST_MSECOND;
  GstQuery* query = gst_query_new_latency();
  gst_pad_peer_query(pads.sink(), query);
  gst_query_unref(query);
  const GstClockTimeDiff jitter = i % 2 == 0 ? GstClockTimeDiff{GST_SECOND} : -1;
  gst_pad_push_event(pads.sink(), gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 1.5, jitter, at));
  if (i % 16 == 0) g_signal_emit_by_name(pads.element(), "reset");
}

/// Nothing may stream between the flush's end and the segment: `streaming` is held for a push.
void flush(DirectPads& pads, std::mutex& streaming) {
  pads.push_event(gst_event_new_flush_start());
  const std::lock_guard lock(streaming);
  pads.push_event(gst_event_new_flush_stop(TRUE));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  pads.push_event(gst_event_new_segment(&segment));
}

/// After all of that, at rest: a hundred blocks are a hundred blocks.
void expect_exact_counters(DirectPads& pads, Source& source) {
  g_object_set(pads.element(), "analyses", 7, "adaptive", FALSE, "alignment-threshold",
               guint64{40} * GST_MSECOND, nullptr);
  g_signal_emit_by_name(pads.element(), "reset");
  const std::uint64_t before = pads.received();
  for (int i = 0; i < 100; ++i) ck_assert_int_eq(source.push(1024), GST_FLOW_OK);
  ck_assert_uint_eq(pads.metric("blocks"), pads.received() - before);
  ck_assert_uint_eq(pads.metric("samples-in"), 102400);
  ck_assert_uint_eq(pads.metric("samples-out"), 102400);
}

}  // namespace

START_TEST(test_everything_at_once) {
  std::atomic<std::uint64_t> told{0};
  GstElement* element = make_overloaded(modes[static_cast<std::size_t>(_i)], told);
  DirectPads pads(element, caps, DirectPads::Upstream::live);
  Source source(pads);
  std::mutex streaming;
  {
    Hammers hammers;
    hammers.add([element](std::size_t i) { change_a_property(element, i); });
    hammers.add([element](std::size_t) { read_everything(element); });
    hammers.add([&pads](std::size_t i) { ask_and_tell(pads, i); });
    hammers.add([&pads, &streaming](std::size_t) {
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
      flush(pads, streaming);
    });
    constexpr std::array<std::size_t, 5> lengths{480, 1024, 128, 4096, 441};
    for (std::size_t i = 0; i < 10000 * soak_factor(); ++i) {
      const std::lock_guard lock(streaming);
      const GstFlowReturn flow = source.push(lengths[i % lengths.size()]);
      ck_assert(flow == GST_FLOW_OK || flow == GST_FLOW_FLUSHING);
    }
  }
  expect_exact_counters(pads, source);
  // Nothing is flushed any more: what waits is delivered, however late the helper thread is.
  ck_assert(audioblocks::test::wait_until([&told] { return told.load() > 0; }));
}
END_TEST

#ifdef __SANITIZE_THREAD__
/// The negative control: a handler and a probe that share a plain number.
START_TEST(test_thread_sanitizer_sees_a_race_with_a_handler) {
  std::uint64_t shared = 0;
  GstElement* element = gst_element_factory_make("audioblocks", nullptr);
  gst_util_set_object_arg(G_OBJECT(element), "analysis-mode", modes[static_cast<std::size_t>(_i)]);
  g_signal_connect(element, "block-analyzed",
                   G_CALLBACK(+[](GstElement*, GstStructure*, std::uint64_t* count) { ++*count; }),
                   &shared);
  DirectPads pads(element, caps, DirectPads::Upstream::live);
  const auto probe = [](GstPad*, GstPadProbeInfo*, gpointer count) {
    ++*static_cast<std::uint64_t*>(count);
    return GST_PAD_PROBE_OK;
  };
  gst_pad_add_probe(pads.sink(), GST_PAD_PROBE_TYPE_BUFFER, probe, &shared, nullptr);
  Source source(pads);
  // It runs until the two meet: on a busy machine the handler may come late.
  for (int i = 0; i < 100000; ++i) source.push(1024);
}
END_TEST
#endif

static Suite* threads_suite() {
  Suite* suite = suite_create("threads");
  TCase* tcase = tcase_create("threads");
  // A soak takes as long as it takes; Meson's limit stands.
  tcase_set_timeout(tcase, 0);
  tcase_add_loop_test(tcase, test_everything_at_once, 0, static_cast<int>(modes.size()));
#ifdef __SANITIZE_THREAD__
  // What ThreadSanitizer ends a process with.
  constexpr int race_found = 66;
  tcase_add_loop_exit_test(tcase, test_thread_sanitizer_sees_a_race_with_a_handler, race_found, 0,
                           static_cast<int>(modes.size()));
#endif
  suite_add_tcase(suite, tcase);
  return suite;
}

GST_CHECK_MAIN(threads)
