// SPDX-License-Identifier: LGPL-2.1-or-later
//
// analysis-mode=worker: the results, and what happens to them when the worker is slow.
#include <gst/controller/controller.h>

#include <array>
#include <atomic>

#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;
constexpr std::size_t queue_depth = BufferConstants::block_queue_depth;

Properties worker(Properties properties = lossless()) {
  properties.emplace_back("analysis-mode", "worker");
  return properties;
}
Properties evicting_worker() { return worker(evicting()); }
Properties waiting_worker() { return worker(); }

GstClockTime time_of(std::size_t sample) {
  return gst_util_uint64_scale(sample, GST_SECOND, 48000);
}

/// A tone of another height in each block, so that no block's result fits another.
double tone_of(std::size_t index) { return 200.0 + 50.0 * static_cast<double>(index % 20); }

void feed_tones(Harness& h, std::size_t first, std::size_t count) {
  for (std::size_t i = first; i < first + count; ++i)
    feed_floats(h, sine(tone_of(i), block), i * block);
}

/// Expects the result of block `index` of the stream, by its times and by what was found in it.
void expect_tone(const Told& told, std::size_t index, std::size_t anchor = 0) {
  ck_assert_uint_eq(u64(told.get(), "block-index"), index - anchor);
  ck_assert_uint_eq(u64(told.get(), "timestamp"),
                    time_of(anchor * block) + time_of((index - anchor) * block));
  ck_assert(boolean(told.get(), "analyzed"));
  expect_near(number(told.get(), "frequency"), tone_of(index), 1.0, "frequency");
}

/// A harness whose worker is in the handler of the first of `fed` blocks, until the gate is opened.
class BlockedWorker : public GatedHarness {
 public:
  BlockedWorker(const Properties& properties, std::size_t fed) : GatedHarness(properties) {
    ck_assert(open(float_caps()));
    feed_tones(*this, 0, fed);
    gate.expect_call();
  }
};

/// Waits until everything was delivered: each block was analyzed, skipped or evicted, none twice.
void expect_exact_account(const Harness& h) {
  const auto done = [&h] {
    return h.metric("blocks-analyzed") + h.metric("blocks-skipped") + h.metric("evicted-results");
  };
  ck_assert_msg(wait_until([&] { return done() == h.metric("blocks"); }), "%llu of %llu blocks",
                wide(done()), wide(h.metric("blocks")));
  ck_assert_uint_eq(h.metric("evicted-samples"),
                    (h.metric("evicted-results") + h.metric("dropped-blocks")) * block);
}

}  // namespace

// ---- results ----

START_TEST(blocks_carry_their_position_alone) {
  Harness h(waiting_worker());
  ck_assert(h.open(float_caps()));
  feed_tones(h, 0, 3);
  const auto blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 3);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const GstStructure* info = block_info(blocks[i]);
    ck_assert_uint_eq(u64(info, "block-index"), i);
    ck_assert_uint_eq(u64(info, "timestamp"), time_of(i * block));
    ck_assert_uint_eq(GST_BUFFER_PTS(blocks[i].get()), time_of(i * block));
    ck_assert_int_eq(integer(info, "valid-samples"), static_cast<gint>(block));
    ck_assert(!boolean(info, "analyzed"));
    for (const char* name : {"rms", "peak", "frequency", "clarity", "voiced", "midi-note", "note",
                             "cents", "peak-frequency", "peak-magnitude", "centroid"})
      ck_assert_msg(!has(info, name), "%s", name);
  }
}
END_TEST

START_TEST(results_carry_exact_positions) {
  Harness h(waiting_worker());
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed_tones(h, 0, 50);
  h.eos();
  const auto told = log.take();
  ck_assert_uint_eq(told.size(), 50);
  for (std::size_t i = 0; i < told.size(); ++i) {
    expect_tone(told[i], i);
    ck_assert(!boolean(told[i].get(), "discont"));
    ck_assert(told[i].thread != std::this_thread::get_id());
  }
  ck_assert_uint_eq(h.metric("blocks-analyzed"), 50);
  ck_assert_uint_gt(h.metric("processing-max"), 0);
  expect_exact_account(h);
}
END_TEST

namespace {

/// The results of a stream with odd lengths, a gap, a jump and a partial end, as text.
std::vector<std::string> story(const Properties& properties, const std::string& caps) {
  Harness h(properties);
  BlockLog log(h.element());
  ck_assert(h.open(caps));
  const GstAudioInfo info = make_info(caps);
  const bool planar = GST_AUDIO_INFO_LAYOUT(&info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  const auto channels = static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info));
  const std::size_t width = frame_bytes(info) / channels;
  std::size_t at = 0;
  for (int i = 0; i < 40; ++i) {
    const std::size_t count = 100 + static_cast<std::size_t>(i) * 37 % 900;
    Bytes plane(count * width * (planar ? 1 : channels));
    for (std::size_t n = 0; n < plane.size(); ++n)
      plane[n] = static_cast<std::uint8_t>((n * 7 + at) % 61);
    const std::vector<Bytes> planes(planar ? channels : 1, plane);
    BufferPtr buffer = make_planes(info, planes, time_of(at));
    if (i == 7) GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_GAP);
    h.feed(std::move(buffer));
    at += count;
    if (i == 20) h.event(gst_event_new_gap(time_of(at), 20 * GST_MSECOND));
    if (i == 20) at += 960;
    if (i == 30) at += 48000;
  }
  h.eos();
  std::vector<std::string> lines;
  for (const Told& told : log.take()) {
    gchar* line = gst_structure_to_string(told.get());
    lines.emplace_back(line);
    g_free(line);
  }
  return lines;
}

}  // namespace

START_TEST(a_worker_tells_what_inline_tells) {
  for (const bool planar : {false, true})
    for (const int channels : {1, 2, 6})
      for (const char* partial : {"pad", "short"}) {
        const std::string caps = caps_text("S16LE", 48000, channels, planar);
        Properties properties = lossless();
        properties.emplace_back("partial-block", partial);
        properties.emplace_back("multi-channel", channels == 6 ? "true" : "false");
        properties.emplace_back("bands", "8");
        const auto inlined = story(properties, caps);
        const auto worked = story(worker(properties), caps);
        ck_assert_uint_gt(inlined.size(), 15);
        ck_assert_uint_eq(worked.size(), inlined.size());
        for (std::size_t i = 0; i < inlined.size(); ++i) expect_text(worked[i], inlined[i].c_str());
      }
}
END_TEST

START_TEST(without_analyses_nothing_is_analysed) {
  Properties properties = waiting_worker();
  properties.emplace_back("analyses", "0");
  Harness h(properties);
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed_tones(h, 0, 5);
  h.eos();
  const auto told = log.take();
  ck_assert_uint_eq(told.size(), 5);
  for (const Told& one : told) ck_assert(!boolean(one.get(), "analyzed"));
  ck_assert_uint_eq(h.metric("blocks-analyzed"), 0);
}
END_TEST

/// Blocks wait until the worker comes to them; the property has the value it had at the block's
/// time.
START_TEST(a_controller_drives_the_worker_at_the_blocks_time) {
  GatedHarness h(waiting_worker());
  GstControlSource* source = gst_interpolation_control_source_new();
  g_object_set(source, "mode", GST_INTERPOLATION_MODE_NONE, nullptr);
  GstObject* element = GST_OBJECT_CAST(h.element());
  gst_object_add_control_binding(
      element, gst_direct_control_binding_new_absolute(element, "silence-threshold", source));
  auto* values = GST_TIMED_VALUE_CONTROL_SOURCE(source);
  gst_timed_value_control_source_set(values, 0, -60.0);
  gst_timed_value_control_source_set(values, time_of(3 * block), 0.0);
  gst_object_unref(source);
  ck_assert(h.open(float_caps()));
  feed_tones(h, 0, 6);
  h.gate.open();
  h.eos();
  const auto told = h.log.take();
  ck_assert_uint_eq(told.size(), 6);
  for (std::size_t i = 0; i < told.size(); ++i)
    ck_assert_msg(boolean(told[i].get(), "voiced") == (i < 3), "block %zu", i);
}
END_TEST

START_TEST(status_and_memory_are_those_of_a_worker) {
  const ElementPtr alone = make_audioblocks(waiting_worker());
  const StructurePtr before = report(alone.get(), "status");
  expect_text(text(before.get(), "analysis-mode"), "worker");
  ck_assert_int_eq(integer(before.get(), "exchange-depth"), static_cast<gint>(queue_depth));

  Harness h(waiting_worker());
  ck_assert(h.open(float_caps(48000, 2)));
  const StructurePtr status = h.status();
  expect_text(text(status.get(), "analysis-mode"), "worker");
  ck_assert_int_eq(integer(status.get(), "exchange-depth"), static_cast<gint>(queue_depth));
  ck_assert_int_eq(integer(status.get(), "ring-samples"), 0);
  ck_assert_uint_eq(h.metric("memory-ring"), 0);
  ck_assert_uint_ge(h.metric("memory-exchange"), (queue_depth + 2) * 2 * block * sizeof(float));
  gst_element_set_state(h.element(), GST_STATE_READY);
  ck_assert_uint_eq(h.metric("memory-current"), 0);
}
END_TEST

// ---- a worker that is slow ----

START_TEST(a_skipped_block_that_is_evicted_is_counted_once) {
  GatedHarness h(evicting_worker());
  gst_harness_set_live(h.get(), TRUE);
  gst_harness_set_upstream_latency(h.get(), 0);
  ck_assert(h.open(float_caps()));
  feed_tones(h, 0, 1);
  h.gate.expect_call();
  for (std::size_t i = 1; i < 200; ++i) {
    // Downstream says that the block came a second late.
    tell_qos(h, time_of(i * block), GST_SECOND);
    feed_tones(h, i, 1);
    h.take_blocks();
  }
  ck_assert_uint_eq(h.metric("evicted-results"), 199 - queue_depth);
  h.gate.open();
  h.eos();
  ck_assert_uint_gt(h.metric("blocks-skipped"), 0);
  expect_exact_account(h);
}
END_TEST

/// One block is in the handler, eight wait, and the rest is evicted.
START_TEST(a_slow_worker_costs_the_oldest_blocks) {
  constexpr std::size_t fed = 50;
  constexpr std::size_t lost = fed - 1 - queue_depth;
  BlockedWorker h(evicting_worker(), 1);
  for (std::size_t i = 1; i < fed; ++i) {
    feed_tones(h, i, 1);
    // No audio is lost.
    ck_assert_uint_ge(h.take_blocks().size(), 1);
    // Produced = consumed + evicted + queued.
    const std::size_t queued = std::min(i, queue_depth);
    ck_assert_uint_eq(h.metric("blocks"), i + 1);
    ck_assert_uint_eq(h.metric("evicted-results"), i - queued);
    ck_assert_uint_eq(h.metric("evicted-samples"), (i - queued) * block);
  }
  ck_assert_uint_eq(h.metric("overruns"), lost);
  ck_assert_uint_eq(h.metric("blocks-analyzed"), 1);
  h.gate.open();
  h.log.expect(1 + queue_depth);
  const auto told = h.log.take();
  ck_assert_uint_eq(told.size(), 1 + queue_depth);
  for (std::size_t i = 0; i < told.size(); ++i) {
    expect_tone(told[i], i == 0 ? 0 : lost + i);
    ck_assert_msg(boolean(told[i].get(), "discont") == (i == 1), "discont of result %zu", i);
  }
  ck_assert_uint_eq(h.metric("blocks-analyzed"), 1 + queue_depth);
  expect_exact_account(h);
}
END_TEST

START_TEST(a_lossless_pipeline_waits_for_its_worker) {
  constexpr std::size_t fed = 60;
  GatedHarness h(waiting_worker());
  ck_assert(h.open(float_caps()));
  std::atomic<bool> all_pushed{false};
  std::thread pusher([&] {
    feed_tones(h, 0, fed);
    all_pushed = true;
  });
  h.gate.expect_call();
  ck_assert(wait_until([&] { return h.metric("overruns") > 0; }));
  const bool waited = !all_pushed;
  h.gate.open();
  pusher.join();
  ck_assert(waited);
  h.eos();
  const auto told = h.log.take();
  ck_assert_uint_eq(told.size(), fed);
  for (std::size_t i = 0; i < fed; ++i) expect_tone(told[i], i);
  ck_assert_uint_eq(h.metric("evicted-results"), 0);
  expect_exact_account(h);
}
END_TEST

START_TEST(blocks_from_before_a_flush_are_not_analysed) {
  BlockedWorker h(evicting_worker(), 5);
  h.event(gst_event_new_flush_start());
  h.event(gst_event_new_flush_stop(TRUE));
  h.segment();
  feed_tones(h, 100, 3);
  h.gate.open();
  // The block that was in the handler, and those after the flush.
  h.log.expect(4);
  const auto told = h.log.take();
  ck_assert_uint_eq(told.size(), 4);
  for (std::size_t i = 1; i < told.size(); ++i) expect_tone(told[i], 99 + i, 100);
  ck_assert_uint_eq(h.metric("blocks-analyzed"), 4);
}
END_TEST

/// What a flush has discarded does not count as evicted when a later block takes its place.
START_TEST(what_a_flush_has_discarded_is_not_evicted) {
  struct Mode {
    Properties properties;
    std::size_t depth;
  };
  for (const Mode& mode : {Mode{evicting_worker(), queue_depth},
                           Mode{evicting(), BufferConstants::result_queue_depth}}) {
    BlockedWorker h(mode.properties, 1);
    const auto feed = [&h](std::size_t first, std::size_t count) {
      for (std::size_t i = first; i < first + count; ++i) {
        feed_tones(h, i, 1);
        // The helper thread could not grow the pool.
        h.take();
      }
    };
    feed(1, mode.depth);
    h.event(gst_event_new_flush_start());
    h.event(gst_event_new_flush_stop(TRUE));
    h.segment();
    feed(100, mode.depth);
    for (const char* name : {"evicted-results", "evicted-samples", "overruns"})
      ck_assert_msg(h.metric(name) == 0, "%s is %llu", name, wide(h.metric(name)));
    feed(100 + mode.depth, 2);
    ck_assert_uint_eq(h.metric("evicted-results"), 2);
    ck_assert_uint_eq(h.metric("evicted-samples"), 2 * block);
    ck_assert_uint_eq(h.metric("overruns"), 2);
    h.gate.open();
    h.log.expect(1 + mode.depth);
    ck_assert(wait_until([&h] { return h.overflow.samples() == 2 * block; }));
    const auto told = h.log.take();
    ck_assert_uint_eq(told.size(), 1 + mode.depth);
    for (std::size_t i = 1; i < told.size(); ++i) expect_tone(told[i], 101 + i, 100);
    // The account stays exact: what was discarded is neither evicted nor delivered.
    ck_assert_uint_eq(h.metric("blocks"), told.size() + h.metric("evicted-results") + mode.depth);
  }
}
END_TEST

// ---- renegotiation while blocks wait ----

/// Another size if the profile has one, otherwise another rate.
static void renegotiate(Harness& h, int round) {
  if (one_size_only)
    h.caps(float_caps(round % 2 == 0 ? 44100 : 48000));
  else
    h.downstream(block_caps(round % 2 == 0 ? 512 : 1024));
}

START_TEST(blocks_of_the_old_size_are_analysed_before_those_of_the_new) {
  if (one_size_only) return;
  for (const bool waits : {false, true}) {
    BlockedWorker h(waits ? waiting_worker() : evicting_worker(), 4);
    h.downstream(block_caps(512));
    feed_tones(h, 4, 3);
    ck_assert_int_eq(h.block_samples(), 512);
    h.downstream(block_caps(2048));
    feed_tones(h, 7, 2);
    h.gate.open();
    const std::vector<int> sizes{1024, 1024, 1024, 1024, 512, 512, 512, 512, 512, 512, 2048};
    h.log.expect(sizes.size());
    const auto told = h.log.take();
    ck_assert_uint_eq(told.size(), sizes.size());
    guint64 next = 0;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      ck_assert_int_eq(integer(told[i].get(), "block-samples"), sizes[i]);
      ck_assert_uint_eq(u64(told[i].get(), "start-sample"), next);
      ck_assert(!boolean(told[i].get(), "discont"));
      next += static_cast<guint64>(sizes[i]);
    }
    ck_assert_uint_eq(h.metric("blocks"), h.metric("blocks-analyzed"));
    gst_element_set_state(h.element(), GST_STATE_READY);
    h.take();
    ck_assert_uint_eq(h.metric("memory-current"), 0);
  }
}
END_TEST

START_TEST(another_format_while_old_blocks_wait) {
  BlockedWorker h(evicting_worker(), 3);
  ck_assert(h.caps(caps_text("S16LE", 44100, 3)));
  h.feed(make_buffer(Bytes(2 * block * 3 * 2), time_of(3 * block)));
  h.gate.open();
  h.log.expect(5);
  const auto told = h.log.take();
  ck_assert_uint_eq(told.size(), 5);
  for (std::size_t i = 0; i < 3; ++i) expect_tone(told[i], i);
  for (std::size_t i = 3; i < 5; ++i) {
    ck_assert_int_eq(integer(told[i].get(), "channels"), 3);
    ck_assert_int_eq(integer(told[i].get(), "rate"), 44100);
    ck_assert(number(told[i].get(), "clarity") == 0.0);
  }
  expect_exact_account(h);
}
END_TEST

START_TEST(many_changes_of_size_behind_a_blocked_worker) {
  BlockedWorker h(evicting_worker(), 1);
  for (int round = 0; round < 30; ++round) {
    renegotiate(h, round);
    feed_tones(h, static_cast<std::size_t>(round) + 1, 1);
    h.take();
    ck_assert_uint_le(h.metric("memory-current"), BufferConstants::memory_limit);
  }
  h.gate.open();
  h.eos();
  h.log.expect(h.metric("blocks"));
  ck_assert_uint_eq(h.metric("evicted-results"), 0);
  ck_assert_uint_eq(h.log.count(), h.metric("blocks"));
  ck_assert_uint_eq(h.metric("blocks-analyzed"), h.metric("blocks"));
}
END_TEST

// ---- no deadlock, whatever comes while the worker is blocked ----

namespace {

/// Feeds on a thread of its own until a push fails or it is stopped.
class Feeder {
 public:
  explicit Feeder(Harness& h)
      : thread_([this, &h] {
          for (std::size_t i = 0; !stop_ && flow_ == GST_FLOW_OK; ++i) {
            flow_ = h.push(float_buffer(Samples(block), time_of(i * block)));
            h.take();
          }
          done_ = true;
        }) {}
  Feeder(const Feeder&) = delete;
  Feeder& operator=(const Feeder&) = delete;
  ~Feeder() {
    stop_ = true;
    thread_.join();
  }
  [[nodiscard]] bool done() const { return done_; }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<bool> done_{false};
  std::atomic<GstFlowReturn> flow_{GST_FLOW_OK};
  std::thread thread_;
};

struct Interruption {
  const char* name;
  void (*happen)(Harness&, const Feeder&);
};

void flush(Harness& h, const Feeder& feeder) {
  h.event(gst_event_new_flush_start());
  // Its data must not come between the end of the flush and the new segment.
  ck_assert(wait_until([&feeder] { return feeder.done(); }));
  h.event(gst_event_new_flush_stop(TRUE));
  h.segment();
}

constexpr std::array interruptions{
    Interruption{"flush", flush},
    Interruption{"two flushes",
                 [](Harness& h, const Feeder& feeder) {
                   flush(h, feeder);
                   flush(h, feeder);
                 }},
    Interruption{
        "ready",
        [](Harness& h, const Feeder&) { gst_element_set_state(h.element(), GST_STATE_READY); }},
    Interruption{"null", [](Harness& h,
                            const Feeder&) { gst_element_set_state(h.element(), GST_STATE_NULL); }},
    Interruption{"flush and null",
                 [](Harness& h, const Feeder&) {
                   h.event(gst_event_new_flush_start());
                   gst_element_set_state(h.element(), GST_STATE_NULL);
                 }},
    Interruption{"reset",
                 [](Harness& h, const Feeder&) { g_signal_emit_by_name(h.element(), "reset"); }},
    Interruption{"a change of size",
                 [](Harness& h, const Feeder&) {
                   if (!one_size_only) h.downstream(block_caps(256));
                 }},
    Interruption{"a change of size and a flush",
                 [](Harness& h, const Feeder& feeder) {
                   if (!one_size_only) h.downstream(block_caps(2048));
                   flush(h, feeder);
                 }},
};

/// The worker sleeps in a handler while `interruption` comes, with the feeding thread at work or
/// waiting for the worker, and wakes up after it (or, where the state changes, during it).
void interrupt(const Interruption& interruption, const Properties& properties) {
  GatedHarness h(properties);
  ck_assert(h.open(float_caps()));
  {
    const Feeder feeder(h);
    h.gate.expect_call();
    ck_assert_msg(wait_until([&] { return h.metric("overruns") > 0; }), "%s: no overrun",
                  interruption.name);
    std::thread opener([&h] {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      h.gate.open();
    });
    interruption.happen(h, feeder);
    opener.join();
  }
  gst_element_set_state(h.element(), GST_STATE_NULL);
  h.take();
  ck_assert_msg(h.metric("memory-current") == 0, "%s: memory is left", interruption.name);
}

}  // namespace

START_TEST(nothing_hangs_on_a_blocked_worker) {
  for (const Interruption& interruption : interruptions) {
    interrupt(interruption, waiting_worker());
    interrupt(interruption, evicting_worker());
    interrupt(interruption, lossless());
    interrupt(interruption, evicting());
  }
}
END_TEST

/// The block waits for the helper thread, and so does not leave.
START_TEST(a_block_that_a_flush_discards_is_not_counted) {
  for (const Properties& properties : {waiting_worker(), lossless()}) {
    GatedHarness h(properties);
    ck_assert(h.open(float_caps()));
    std::size_t left = 0;
    std::thread pusher([&] {
      for (std::size_t i = 0;
           h.push(float_buffer(Samples(block), time_of(i * block))) == GST_FLOW_OK; ++i)
        left += h.take_blocks().size();
    });
    const bool waits = wait_until([&] { return h.metric("overruns") > 0; });
    h.event(gst_event_new_flush_start());
    pusher.join();
    ck_assert(waits);
    ck_assert_uint_gt(left, 0);
    ck_assert_uint_eq(h.metric("blocks"), left);
    ck_assert_uint_eq(h.metric("samples-out"), left * block);
  }
}
END_TEST

START_TEST(eos_goes_through_although_the_worker_is_blocked) {
  BlockedWorker h(evicting_worker(), 5);
  h.eos();
  ck_assert(h.take().back().is(GST_EVENT_EOS));
}
END_TEST

START_TEST(a_flush_ends_eos_that_waits_for_a_blocked_worker) {
  BlockedWorker h(waiting_worker(), 5);
  feed_floats(h, Samples(1), 5 * block);
  std::atomic<bool> through{false};
  std::thread eos([&] {
    h.eos();
    through = true;
  });
  // The last, partial block leaves before EOS waits.
  const bool drained = wait_until([&h] { return h.metric("blocks") == 6; });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const bool waited = drained && !through;
  h.event(gst_event_new_flush_start());
  eos.join();
  ck_assert(waited);
}
END_TEST

START_TEST(a_pipeline_seeks_while_the_worker_is_slow) {
  const Deadline deadline;
  const ElementPtr pipeline = parse(
      "audiotestsrc num-buffers=2000 ! audioblocks name=blocks analysis-mode=worker ! fakesink");
  const ElementPtr element(gst_bin_get_by_name(GST_BIN(pipeline.get()), "blocks"));
  std::atomic<int> told{0};
  g_signal_connect(element.get(), "block-analyzed",
                   G_CALLBACK(+[](GstElement*, GstStructure*, std::atomic<int>* count) {
                     ++*count;
                     std::this_thread::sleep_for(std::chrono::milliseconds(3));
                   }),
                   &told);
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  for (int i = 0; i < 20; ++i) {
    const int before = told;
    ck_assert(wait_until([&] { return told > before; }));
    gst_element_seek_simple(pipeline.get(), GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
                            static_cast<gint64>(i % 5) * GST_SECOND);
  }
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(
      argc, argv, "worker",
      {ELEMENT_TEST(blocks_carry_their_position_alone), ELEMENT_TEST(results_carry_exact_positions),
       ELEMENT_TEST(a_worker_tells_what_inline_tells),
       ELEMENT_TEST(without_analyses_nothing_is_analysed),
       ELEMENT_TEST(a_controller_drives_the_worker_at_the_blocks_time),
       ELEMENT_TEST(status_and_memory_are_those_of_a_worker),
       ELEMENT_TEST(a_skipped_block_that_is_evicted_is_counted_once),
       ELEMENT_TEST(a_slow_worker_costs_the_oldest_blocks),
       ELEMENT_TEST(a_lossless_pipeline_waits_for_its_worker),
       ELEMENT_TEST(blocks_from_before_a_flush_are_not_analysed),
       ELEMENT_TEST(what_a_flush_has_discarded_is_not_evicted),
       ELEMENT_TEST(blocks_of_the_old_size_are_analysed_before_those_of_the_new),
       ELEMENT_TEST(another_format_while_old_blocks_wait),
       ELEMENT_TEST(many_changes_of_size_behind_a_blocked_worker),
       ELEMENT_TEST(nothing_hangs_on_a_blocked_worker),
       ELEMENT_TEST(a_block_that_a_flush_discards_is_not_counted),
       ELEMENT_TEST(eos_goes_through_although_the_worker_is_blocked),
       ELEMENT_TEST(a_flush_ends_eos_that_waits_for_a_blocked_worker),
       ELEMENT_TEST(a_pipeline_seeks_while_the_worker_is_slow)});
}
