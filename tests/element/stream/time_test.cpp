// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Timestamps, jumps, segments, gaps and ends. The rate is 1000 Hz wherever it can be: a sample
// lasts a millisecond.

#include "gst/input/timeline.h"
#include "tests/support/seen_block.h"
#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::Alignment;
using audioblocks::Timeline;

namespace {

constexpr GstClockTime none = GST_CLOCK_TIME_NONE;
constexpr GstClockTime ms = GST_MSECOND;

/// Every jump is one at once.
const Properties& at_once() {
  static const auto* properties =
      new Properties{{"overflow-policy", "wait"}, {"discont-wait", "0"}};
  return *properties;
}

const Properties& padding() {
  static const auto* properties =
      new Properties{{"overflow-policy", "wait"}, {"partial-block", "pad"}};
  return *properties;
}

/// 1000 samples from 0 s, then 1000 more at `pts`, then EOS.
std::vector<BufferPtr> two_buffers(Harness& h, GstClockTime pts, bool discont = false) {
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1000, 0));
  BufferPtr second = make_ramp(1000, 1000, pts);
  if (discont) GST_BUFFER_FLAG_SET(second.get(), GST_BUFFER_FLAG_DISCONT);
  h.feed(std::move(second));
  h.eos();
  return h.take_blocks();
}

void expect_no_jump(const std::vector<BufferPtr>& blocks) {
  expect(blocks, {{0, 1024, 0, 1023, 0, 0, true}, {1024 * ms, 976, 1024, 1999, 1, 1024, false}});
  ck_assert(!says_discont(blocks[1]));
}

void expect_jump(const std::vector<BufferPtr>& blocks, GstClockTime to) {
  expect(blocks, {{0, 1000, 0, 999, 0, 0, true}, {to, 1000, 1000, 1999, 0, 0, true}});
  ck_assert(says_discont(blocks[1]));
}

/// The place of the first such event among what left; fails the test if there is none.
std::size_t place_of(const std::vector<Output>& outputs, GstEventType type) {
  for (std::size_t i = 0; i < outputs.size(); ++i)
    if (outputs[i].is(type)) return i;
  ck_abort_msg("no %s event", gst_event_type_get_name(type));
  return 0;
}

/// One block of 100 samples, and then the event.
void expect_drained_before(std::vector<Output> outputs, GstEventType type) {
  ck_assert_uint_eq(place_of(outputs, type), 1);
  ck_assert(outputs[0].buffer != nullptr);
  ck_assert_int_eq(integer(block_info(outputs[0].buffer), "valid-samples"), 100);
}

/// A harness with 100 samples pending.
void open_with_pending(Harness& h) {
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 100, 0));
  ck_assert_uint_eq(h.take_blocks().size(), 0);
}

}  // namespace

// ---- anchors ----

START_TEST(the_first_timestamp_is_the_anchor) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 3000, 5000 * ms + 7));
  h.eos();
  expect(h.take_blocks(), {{5000 * ms + 7, 1024, 0, 1023, 0, 0, true},
                           {6024 * ms + 7, 1024, 1024, 2047, 1, 1024, false},
                           {7048 * ms + 7, 952, 2048, 2999, 2, 2048, false}});
}
END_TEST

START_TEST(without_timestamps_the_anchor_is_0) {
  Harness h;
  ck_assert(h.open(mono()));
  for (std::size_t i = 0; i < 3; ++i) h.feed(make_ramp(i * 1000, 1000));
  expect(h.take_blocks(),
         {{0, 1024, 0, 1023, 0, 0, true}, {1024 * ms, 1024, 1024, 2047, 1, 1024, false}});
}
END_TEST

START_TEST(a_buffer_without_timestamp_goes_on_where_the_last_one_ended) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1000, 3000 * ms));
  h.feed(make_ramp(1000, 1000));
  h.feed(make_ramp(2000, 1000, 5000 * ms));
  h.eos();
  expect(h.take_blocks(), {{3000 * ms, 1024, 0, 1023, 0, 0, true},
                           {4024 * ms, 1024, 1024, 2047, 1, 1024, false},
                           {5048 * ms, 952, 2048, 2999, 2, 2048, false}});
}
END_TEST

START_TEST(a_jump_after_buffers_without_timestamps) {
  Harness h(at_once());
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 100));
  h.feed(make_ramp(100, 100));
  h.feed(make_ramp(200, 100, 900 * ms));
  h.eos();
  expect(h.take_blocks(), {{0, 200, 0, 199, 0, 0, true}, {900 * ms, 100, 200, 299, 0, 0, true}});
}
END_TEST

START_TEST(the_very_first_block_has_the_flag_and_not_the_field) {
  Harness h;
  ck_assert(h.open(mono()));
  BufferPtr buffer = make_ramp(0, 1024, 0);
  GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DISCONT);
  h.feed(std::move(buffer));
  const BufferPtr block = h.take_block();
  ck_assert(has_flag(block, GST_BUFFER_FLAG_DISCONT));
  ck_assert(!says_discont(block));
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
}
END_TEST

START_TEST(times_do_not_drift_in_ten_million_samples) {
  Harness h(Properties{{"overflow-policy", "wait"}, {"analyses", "0"}});
  ck_assert(h.open(caps_text("U8", 44100, 1)));
  const Bytes silence(10000, 0x80);
  // Durations rounded down and summed, as demuxers do: 0.6 ns a buffer too early.
  const GstClockTime step = gst_util_uint64_scale(10000, GST_SECOND, 44100);
  guint64 sample = 0;
  for (guint64 i = 0; i < 1000; ++i) {
    h.feed(make_buffer(silence, i * step));
    for (const BufferPtr& block : h.take_blocks()) {
      const GstClockTime pts = gst_util_uint64_scale(sample, GST_SECOND, 44100);
      const GstClockTime end = gst_util_uint64_scale(sample + 1024, GST_SECOND, 44100);
      ck_assert_uint_eq(GST_BUFFER_PTS(block.get()), pts);
      ck_assert_uint_eq(GST_BUFFER_DURATION(block.get()), end - pts);
      sample += 1024;
    }
  }
  ck_assert_uint_eq(sample, 10'000'000 / 1024 * 1024);
}
END_TEST

// ---- jumps ----

START_TEST(a_gap_of_40_ms_is_no_jump) {
  Harness h(at_once());
  expect_no_jump(two_buffers(h, 1040 * ms));
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
}
END_TEST

START_TEST(a_gap_of_41_ms_is_a_jump) {
  Harness h(at_once());
  expect_jump(two_buffers(h, 1041 * ms), 1041 * ms);
  ck_assert_uint_eq(h.metric("discontinuities"), 1);
}
END_TEST

START_TEST(an_overlap_of_40_ms_is_no_jump) {
  Harness h(at_once());
  expect_no_jump(two_buffers(h, 960 * ms));
}
END_TEST

START_TEST(an_overlap_of_41_ms_is_a_jump) {
  Harness h(at_once());
  expect_jump(two_buffers(h, 959 * ms), 959 * ms);
}
END_TEST

START_TEST(the_alignment_threshold_decides) {
  const auto threshold = [](const char* value) {
    return Properties{{"alignment-threshold", value}, {"discont-wait", "0"}};
  };
  Harness wide(threshold("100000000"));
  expect_no_jump(two_buffers(wide, 1100 * ms));
  Harness beyond(threshold("100000000"));
  expect_jump(two_buffers(beyond, 1101 * ms), 1101 * ms);
  Harness zero(threshold("0"));
  expect_jump(two_buffers(zero, 1001 * ms), 1001 * ms);
  Harness exact(threshold("0"));
  expect_no_jump(two_buffers(exact, 1000 * ms));
  Harness highest(threshold("18446744073709551614"));
  expect_no_jump(two_buffers(highest, 100'000'000 * ms));
}
END_TEST

START_TEST(rounded_timestamps_are_no_drift) {
  // To nanoseconds, down and up, without any tolerance.
  for (const guint64 up : {0U, 1U}) {
    Harness h(Properties{
        {"alignment-threshold", "0"}, {"discont-wait", "0"}, {"overflow-policy", "wait"}});
    ck_assert(h.open(caps_text("S32LE", 44100, 1)));
    for (std::size_t i = 0; i < 500; ++i)
      h.feed(make_ramp(i * 441 + i, 442, gst_util_uint64_scale(i * 442, GST_SECOND, 44100) + up));
    ck_assert_uint_eq(h.metric("discontinuities"), 0);
    ck_assert_uint_eq(h.take_blocks().size(), 500 * 442 / 1024);
  }
}
END_TEST

START_TEST(a_jump_must_last_for_discont_wait) {
  Harness h(Properties{{"discont-wait", "1000000000"}, {"overflow-policy", "wait"}});
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 100, 0));
  // 200 ms too late from now on; for 900 ms nothing happens.
  for (std::size_t i = 1; i <= 9; ++i) h.feed(make_ramp(i * 100, 100, (i * 100 + 200) * ms));
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
  for (std::size_t i = 10; i < 25; ++i) h.feed(make_ramp(i * 100, 100, (i * 100 + 200) * ms));
  ck_assert_uint_eq(h.metric("discontinuities"), 1);
  h.eos();
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_int_eq(sum_of_valid(blocks), 2500);
  // From the jump on, times are right again: 200 ms later than their number.
  const Seen last = see(blocks.back());
  ck_assert_uint_eq(last.pts, (static_cast<GstClockTime>(last.first) + 200) * ms);
}
END_TEST

START_TEST(a_drift_that_ends_within_discont_wait_is_no_jump) {
  Harness h(Properties{{"discont-wait", "1000000000"}, {"overflow-policy", "wait"}});
  ck_assert(h.open(mono()));
  for (std::size_t i = 0; i < 40; ++i) {
    const std::size_t late = i % 10 < 5 ? 200 : 0;
    h.feed(make_ramp(i * 100, 100, (i * 100 + (i > 0 ? late : 0)) * ms));
  }
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
  ck_assert_uint_eq(h.take_blocks().size(), 3);
}
END_TEST

START_TEST(discont_without_a_jump_keeps_filling) {
  Harness h;
  expect_no_jump(two_buffers(h, 1000 * ms, true));
  Harness late;
  expect_no_jump(two_buffers(late, 1001 * ms, true));
  Harness early;
  expect_no_jump(two_buffers(early, 999 * ms, true));
  Harness untimed;
  expect_no_jump(two_buffers(untimed, none, true));
}
END_TEST

START_TEST(discont_with_a_jump_is_one_at_once_however_small) {
  for (const GstClockTime pts : {1041 * ms, 1020 * ms, 1002 * ms, 998 * ms}) {
    Harness h;
    expect_jump(two_buffers(h, pts, true), pts);
    ck_assert_uint_eq(h.metric("discontinuities"), 1);
    ck_assert_uint_eq(h.metric("samples-padded"), 1024 - 1000);
  }
}
END_TEST

START_TEST(resync_is_as_good_as_discont) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1000, 0));
  BufferPtr second = make_ramp(1000, 1000, 1020 * ms);
  GST_BUFFER_FLAG_SET(second.get(), GST_BUFFER_FLAG_RESYNC);
  h.feed(std::move(second));
  h.eos();
  expect_jump(h.take_blocks(), 1020 * ms);
}
END_TEST

START_TEST(a_drift_as_long_as_discont_wait_is_a_jump_at_once) {
  Harness below;
  expect_no_jump(two_buffers(below, 1999 * ms));
  Harness h;
  expect_jump(two_buffers(h, 2000 * ms), 2000 * ms);
}
END_TEST

START_TEST(bursts_of_a_live_source_are_no_jumps) {
  Harness h;
  ck_assert(h.open(mono()));
  // Five buffers of 20 ms that all have the time of their arrival, every 100 ms.
  for (std::size_t i = 0; i < 150; ++i) h.feed(make_ramp(i * 20, 20, i / 5 * 100 * ms));
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
  ck_assert_uint_eq(h.metric("samples-padded"), 0);
  expect(h.take_blocks(),
         {{0, 1024, 0, 1023, 0, 0, true}, {1024 * ms, 1024, 1024, 2047, 1, 1024, false}});
}
END_TEST

START_TEST(a_jump_right_after_a_gap_of_2_to_the_32_samples) {
  // The timeline alone, since 2^32 samples of silence take seconds; tests/e2e has a pipeline.
  Timeline timeline;
  timeline.configure(48000);
  timeline.anchor(0);
  const guint64 samples = (guint64{1} << 32) + 480;
  ck_assert_uint_eq(
      timeline.gap_samples(0, gst_util_uint64_scale(samples, GST_SECOND, 48000), 40 * ms), samples);
  timeline.received(samples);
  const Alignment alignment{.threshold = 40 * ms, .wait = 0};
  ck_assert(!timeline.jumps(timeline.clock().time_of(samples), true, alignment));
  ck_assert(timeline.jumps(timeline.clock().time_of(samples + 2), true, alignment));
  ck_assert(timeline.jumps(timeline.clock().time_of(samples + 2000), false, alignment));
}
END_TEST

START_TEST(a_drift_that_creeps_is_a_jump_when_it_is_beyond_the_threshold) {
  Harness h(at_once());
  ck_assert(h.open(mono()));
  // A millisecond more with each buffer: 41 ms at the 41st.
  for (std::size_t i = 0; i <= 40; ++i) h.feed(make_ramp(i * 100, 100, i * 101 * ms));
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
  h.feed(make_ramp(4100, 100, 41 * 101 * ms));
  ck_assert_uint_eq(h.metric("discontinuities"), 1);
  h.eos();
  const std::vector<BufferPtr> blocks = h.take_blocks();
  expect(blocks.back(), {41 * 101 * ms, 100, 4100, 4199, 0, 0, true});
}
END_TEST

// ---- segments ----

START_TEST(a_new_segment_drains_first_and_is_a_new_anchor) {
  Harness h(padding());
  open_with_pending(h);
  h.segment();
  expect_drained_before(h.take(), GST_EVENT_SEGMENT);
  h.feed(make_ramp(100, 1024, 100 * ms));
  const BufferPtr block = h.take_block();
  const Seen seen = see(block);
  ck_assert_uint_eq(seen.pts, 100 * ms);
  ck_assert_uint_eq(seen.index, 0);
  ck_assert_uint_eq(seen.start, 0);
  ck_assert_int_eq(seen.first, 100);
}
END_TEST

START_TEST(samples_outside_of_the_segment_are_clipped) {
  Harness h;
  h.stream_start();
  ck_assert(h.caps(mono()));
  h.segment(500 * ms, 2750 * ms);
  for (std::size_t i = 0; i < 4; ++i) h.feed(make_ramp(i * 1000, 1000, i * 1000 * ms));
  h.eos();
  expect(h.take_blocks(), {{500 * ms, 1024, 500, 1523, 0, 0, true},
                           {1524 * ms, 1024, 1524, 2547, 1, 1024, false},
                           {2548 * ms, 202, 2548, 2749, 2, 2048, false}});
  ck_assert_uint_eq(h.metric("samples-in"), 4000);
  ck_assert_uint_eq(h.metric("discarded-samples"), 1750);
}
END_TEST

START_TEST(a_wrong_duration_does_not_matter_where_the_segment_clips) {
  for (const GstClockTime duration :
       {GstClockTime{1}, GstClockTime{100} * GST_SECOND, GST_CLOCK_TIME_NONE - 1}) {
    Harness h;
    h.stream_start();
    ck_assert(h.caps(mono()));
    h.segment(0, 1500 * ms);
    BufferPtr input = make_ramp(0, 2000, 0);
    GST_BUFFER_DURATION(input.get()) = duration;
    h.feed(std::move(input));
    h.eos();
    expect(h.take_blocks(),
           {{0, 1024, 0, 1023, 0, 0, true}, {1024 * ms, 476, 1024, 1499, 1, 1024, false}});
  }
}
END_TEST

START_TEST(planes_are_clipped_alike) {
  const std::string caps = caps_text("U8", 1000, 2, true);
  const GstAudioInfo info = make_info(caps);
  Harness h(Properties{{"partial-block", "short"}});
  h.stream_start();
  ck_assert(h.caps(caps));
  h.segment(10 * ms, 90 * ms);
  std::vector<Bytes> planes(2);
  for (std::uint8_t i = 0; i < 100; ++i) {
    planes[0].push_back(i);
    planes[1].push_back(static_cast<std::uint8_t>(100 + i));
  }
  h.feed(make_planes(info, planes, 0));
  h.eos();
  const BufferPtr block = h.take_block();
  ck_assert_uint_eq(GST_BUFFER_PTS(block.get()), 10 * ms);
  const Bytes bytes = bytes_of(block);
  ck_assert_uint_eq(bytes.size(), 160);
  const GstAudioMeta* meta = gst_buffer_get_audio_meta(block.get());
  ck_assert_msg(meta != nullptr, "no audio meta");
  for (std::size_t i = 0; i < 80; ++i) {
    ck_assert_uint_eq(bytes[meta->offsets[0] + i], 10 + i);
    ck_assert_uint_eq(bytes[meta->offsets[1] + i], 110 + i);
  }
}
END_TEST

START_TEST(stream_time_and_running_time_follow_the_segment) {
  Harness h;
  h.stream_start();
  ck_assert(h.caps(mono()));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.rate = 2.0;
  segment.start = 10 * GST_SECOND;
  segment.time = 3 * GST_SECOND;
  segment.base = 7 * GST_SECOND;
  h.event(gst_event_new_segment(&segment));
  h.feed(make_ramp(0, 2048, 12 * GST_SECOND));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(u64(block_info(blocks[0]), "stream-time"), 5 * GST_SECOND);
  ck_assert_uint_eq(u64(block_info(blocks[0]), "running-time"), 8 * GST_SECOND);
  ck_assert_uint_eq(u64(block_info(blocks[1]), "stream-time"), 6024 * ms);
  ck_assert_uint_eq(u64(block_info(blocks[1]), "running-time"), 8512 * ms);
}
END_TEST

START_TEST(in_a_segment_of_bytes_there_is_no_stream_time) {
  Harness h;
  h.stream_start();
  ck_assert(h.caps(mono()));
  h.segment(0, none, 1.0, GST_FORMAT_BYTES);
  h.feed(make_ramp(0, 1500, 0));
  h.event(gst_event_new_gap(1500 * ms, 548 * ms));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 2);
  for (const BufferPtr& block : blocks) {
    ck_assert_uint_eq(u64(block_info(block), "stream-time"), none);
    ck_assert_uint_eq(u64(block_info(block), "running-time"), none);
  }
  ck_assert_uint_eq(GST_BUFFER_PTS(blocks[1].get()), 1024 * ms);
}
END_TEST

START_TEST(in_reverse_each_buffer_is_a_run_of_its_own) {
  Harness h;
  h.stream_start();
  ck_assert(h.caps(mono()));
  h.segment(0, 10 * GST_SECOND, -1.0);
  h.feed(make_ramp(8500, 1500, 8500 * ms));
  h.feed(make_ramp(7500, 1000, 7500 * ms));
  h.feed(make_ramp(6476, 1024, 6476 * ms));
  std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 4);
  ck_assert_uint_eq(gst_buffer_get_size(blocks[1].get()), 476 * 4);
  ck_assert_uint_eq(gst_buffer_get_size(blocks[2].get()), 1000 * 4);
  ck_assert_uint_eq(GST_BUFFER_DURATION(blocks[1].get()), 476 * ms);
  const std::vector<Seen> wanted{{8500 * ms, 1024, 8500, 9523, 0, 0, true},
                                 {9524 * ms, 476, 9524, 9999, 1, 1024, false},
                                 {7500 * ms, 1000, 7500, 8499, 0, 0, false},
                                 {6476 * ms, 1024, 6476, 7499, 0, 0, false}};
  expect(blocks, wanted);
  h.eos();
  ck_assert_uint_eq(h.take_blocks().size(), 0);
}
END_TEST

START_TEST(segment_done_drains_first) {
  Harness h;
  open_with_pending(h);
  h.event(gst_event_new_segment_done(GST_FORMAT_TIME, 0));
  expect_drained_before(h.take(), GST_EVENT_SEGMENT_DONE);
  h.feed(make_ramp(100, 1024, 100 * ms));
  const Seen seen = see(h.take_block());
  ck_assert_int_eq(seen.first, 100);
  ck_assert_uint_eq(seen.index, 0);
}
END_TEST

// ---- flush, reset ----

START_TEST(a_flush_discards_what_is_pending) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1500, 0));
  ck_assert_uint_eq(h.take_blocks().size(), 1);
  flush(h);
  h.segment(5000 * ms);
  h.feed(make_ramp(5000, 2048, 5000 * ms));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  expect(blocks, {{5000 * ms, 1024, 5000, 6023, 0, 0, true},
                  {6024 * ms, 1024, 6024, 7047, 1, 1024, false}});
  ck_assert(says_discont(blocks[0]));
  ck_assert(!says_discont(blocks[1]));
}
END_TEST

START_TEST(a_flush_before_anything_else) {
  Harness h;
  flush(h);
  ck_assert(h.open(mono()));
  flush(h);
  h.segment();
  h.feed(make_ramp(0, 1024, 0));
  const BufferPtr block = h.take_block();
  ck_assert(has_flag(block, GST_BUFFER_FLAG_DISCONT));
  ck_assert(!says_discont(block));
}
END_TEST

START_TEST(results_from_before_a_flush_are_not_delivered) {
  GatedHarness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 10240, 0));
  h.gate.expect_call();
  flush(h);
  h.segment(100 * GST_SECOND);
  h.feed(make_ramp(0, 1024, 100 * GST_SECOND));
  h.gate.open();
  h.eos();
  const std::vector<Told> told = h.log.take();
  ck_assert_uint_eq(told.size(), 2);
  ck_assert_uint_eq(u64(told[0].get(), "timestamp"), 0);
  ck_assert_uint_eq(u64(told[1].get(), "timestamp"), 100 * GST_SECOND);
}
END_TEST

START_TEST(a_reset_drops_what_is_pending_and_starts_anew) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1500, 0));
  ck_assert_uint_eq(h.take_blocks().size(), 1);
  g_signal_emit_by_name(h.element(), "reset");
  h.feed(make_ramp(1500, 1024, 1500 * ms));
  const BufferPtr block = h.take_block();
  expect(block, {1500 * ms, 1024, 1500, 2523, 0, 0, true});
  ck_assert(says_discont(block));
}
END_TEST

// ---- gaps ----

START_TEST(a_gap_event_becomes_silence) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(1, 1000, 0));
  h.event(gst_event_new_gap(1000 * ms, 500 * ms));
  h.feed(make_ramp(2001, 548, 1500 * ms));
  const std::vector<Output> outputs = h.take();
  std::vector<BufferPtr> blocks;
  for (const Output& output : outputs) {
    ck_assert(!output.is(GST_EVENT_GAP));
    if (output.buffer != nullptr) blocks.emplace_back(gst_buffer_ref(output.buffer.get()));
  }
  ck_assert_uint_eq(blocks.size(), 2);
  const std::vector<std::int64_t> values = values_of(blocks);
  for (std::size_t i = 0; i < 2048; ++i) {
    const int sample = static_cast<int>(i) + 1;
    const bool in_gap = i >= 1000 && i < 1500;
    const int after_gap = i < 1500 ? 0 : 500;
    ck_assert_int_eq(values[i], in_gap ? 0 : sample + after_gap);
  }
  ck_assert(!has_flag(blocks[1], GST_BUFFER_FLAG_GAP));
  ck_assert_uint_eq(h.metric("samples-in"), 2048);
}
END_TEST

START_TEST(the_silence_of_a_gap_is_the_formats) {
  Harness h;
  ck_assert(h.open(caps_text("U16BE", 1000, 1)));
  h.event(gst_event_new_gap(0, 1024 * ms));
  const BufferPtr block = h.take_block();
  const Bytes bytes = bytes_of(block);
  for (std::size_t i = 0; i < 2048; ++i) ck_assert_uint_eq(bytes[i], i % 2 == 0 ? 0x80 : 0);
  ck_assert(number(block_info(block), "rms") == -700.0);
}
END_TEST

START_TEST(a_block_of_gap_events_alone_has_the_flag) {
  Harness h;
  ck_assert(h.open(mono()));
  for (guint64 i = 0; i < 8; ++i) h.event(gst_event_new_gap(i * 128 * ms, 128 * ms));
  const BufferPtr block = h.take_block();
  ck_assert(has_flag(block, GST_BUFFER_FLAG_GAP));
  ck_assert(number(block_info(block), "rms") == -700.0);
  ck_assert(!boolean(block_info(block), "voiced"));
}
END_TEST

START_TEST(gaps_in_a_row_never_drift) {
  Harness h(Properties{{"overflow-policy", "wait"}, {"analyses", "0"}});
  ck_assert(h.open(caps_text("S32LE", 44100, 1)));
  // 700 gaps of 14.285714 ms are 9.9999998 s.
  const GstClockTime duration = 14'285'714;
  for (guint64 i = 0; i < 700; ++i) h.event(gst_event_new_gap(i * duration, duration));
  h.eos();
  ck_assert_uint_eq(h.metric("samples-in"), 441000);
  ck_assert_int_eq(sum_of_valid(h.take_blocks()), 441000);
}
END_TEST

START_TEST(a_gap_event_that_jumps_is_silence_from_there) {
  Harness h;
  open_with_pending(h);
  h.event(gst_event_new_gap(5000 * ms, 50 * ms));
  h.feed(make_ramp(7, 10, 5050 * ms));
  h.eos();
  const std::vector<BufferPtr> blocks = h.take_blocks();
  expect(blocks, {{0, 100, 0, 99, 0, 0, true}, {5000 * ms, 60, 0, 16, 0, 0, true}});
  ck_assert(says_discont(blocks[1]));
}
END_TEST

START_TEST(a_gap_event_that_jumps_back_is_silence_from_there) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(1, 1000, 5000 * ms));
  h.event(gst_event_new_gap(1000 * ms, 50 * ms));
  h.feed(make_ramp(7, 10, 1050 * ms));
  h.eos();
  expect(h.take_blocks(),
         {{5000 * ms, 1000, 1, 1000, 0, 0, true}, {1000 * ms, 60, 0, 16, 0, 0, true}});
}
END_TEST

START_TEST(a_gap_event_without_duration_drains_and_goes_on) {
  for (const GstClockTime duration : {none, GstClockTime{0}}) {
    Harness h;
    open_with_pending(h);
    h.event(gst_event_new_gap(100 * ms, duration));
    expect_drained_before(h.take(), GST_EVENT_GAP);
  }
}
END_TEST

START_TEST(a_gap_event_before_caps_goes_on) {
  Harness h;
  h.stream_start();
  h.event(gst_event_new_gap(0, 100 * ms));
  place_of(h.take(), GST_EVENT_GAP);
}
END_TEST

START_TEST(a_gap_event_is_clipped_to_the_segment) {
  Harness h;
  h.stream_start();
  ck_assert(h.caps(mono()));
  h.segment(100 * ms, 700 * ms);
  h.event(gst_event_new_gap(0, 500 * ms));
  h.event(gst_event_new_gap(500 * ms, 500 * ms));
  h.event(gst_event_new_gap(2000 * ms, 500 * ms));
  h.eos();
  expect(h.take_blocks(), {{100 * ms, 600, 0, 0, 0, 0, true}});
}
END_TEST

START_TEST(gap_buffers_are_analysed_as_silence_and_passed_on_untouched) {
  Harness h;
  ck_assert(h.open(mono()));
  const auto gap = [](std::size_t first, std::size_t count) {
    BufferPtr buffer = make_ramp(first + 1'000'000'000, count, first * ms);
    GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_GAP);
    return buffer;
  };
  h.feed(gap(0, 1024));                              // whole
  h.feed(gap(1024, 512));                            // in two
  h.feed(gap(1536, 512));                            //
  h.feed(gap(2048, 512));                            // half a gap
  h.feed(make_ramp(1'000'002'560, 512, 2560 * ms));  //
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 3);
  const std::vector<std::int64_t> values = values_of(blocks);
  for (std::size_t i = 0; i < values.size(); ++i)
    ck_assert_int_eq(values[i], static_cast<int>(1'000'000'000 + i));
  for (std::size_t i = 0; i < 2; ++i) {
    ck_assert(has_flag(blocks[i], GST_BUFFER_FLAG_GAP));
    ck_assert(number(block_info(blocks[i]), "rms") == -700.0);
    ck_assert(number(block_info(blocks[i]), "peak") == -700.0);
  }
  ck_assert(!has_flag(blocks[2], GST_BUFFER_FLAG_GAP));
  // Half of the samples at 10⁹ ÷ 2³¹: 20·log₁₀ 0.4657 − 10·log₁₀ 2 = −9.65.
  const double rms = number(block_info(blocks[2]), "rms");
  ck_assert_msg(rms > -9.66 && rms < -9.64, "rms %f", rms);
}
END_TEST

// ---- ends ----

START_TEST(eos_before_caps_passes) {
  Harness h;
  h.stream_start();
  h.eos();
  const std::vector<Output> outputs = h.take();
  place_of(outputs, GST_EVENT_EOS);
  ck_assert_uint_eq(h.errors().size(), 0);
}
END_TEST

START_TEST(eos_before_the_first_buffer_passes) {
  Harness h;
  ck_assert(h.open(mono()));
  h.eos();
  for (const Output& output : h.take()) ck_assert(output.buffer == nullptr);
  ck_assert_uint_eq(h.errors().size(), 0);
}
END_TEST

START_TEST(eos_drains_first_and_once) {
  Harness h;
  open_with_pending(h);
  h.eos();
  expect_drained_before(h.take(), GST_EVENT_EOS);
  h.eos();
  ck_assert_uint_eq(h.take_blocks().size(), 0);
}
END_TEST

START_TEST(eos_comes_after_all_results) {
  Harness h;
  guint results = 0;
  g_signal_connect(h.element(), "block-analyzed",
                   G_CALLBACK(+[](GstElement*, GstStructure*, guint* count) { ++*count; }),
                   &results);
  ck_assert(h.open(mono()));
  for (std::size_t i = 0; i < 50; ++i) h.feed(make_ramp(i * 1500, 1500));
  h.eos();
  // 75000 samples: 73 whole blocks and one that is not.
  ck_assert_uint_eq(results, 74);
}
END_TEST

START_TEST(a_second_stream_drains_the_first) {
  Harness h(padding());
  open_with_pending(h);
  h.event(gst_event_new_stream_start("second"));
  expect_drained_before(h.take(), GST_EVENT_STREAM_START);
  ck_assert(h.caps(mono()));
  h.segment();
  h.feed(make_ramp(5, 1024, 0));
  const Seen seen = see(h.take_block());
  ck_assert_int_eq(seen.first, 5);
  ck_assert_uint_eq(seen.index, 0);
}
END_TEST

START_TEST(a_stream_after_eos) {
  Harness h;
  open_with_pending(h);
  h.eos();
  h.take();
  h.event(gst_event_new_stream_start("second"));
  ck_assert(h.caps(mono()));
  h.segment();
  h.feed(make_ramp(5, 1024, 0));
  expect(h.take_block(), {0, 1024, 5, 1028, 0, 0, false});
}
END_TEST

// ---- states ----

START_TEST(fifty_cycles_between_ready_and_playing) {
  for (const char* source : {"audiotestsrc", "audiotestsrc is-live=true samplesperbuffer=300"}) {
    const std::string line = std::string(source) + " ! audioblocks interval=0 ! fakesink sync=true";
    const ElementPtr owner = parse(line);
    GstElement* pipeline = owner.get();
    for (int i = 0; i < 50; ++i) {
      ck_assert_int_ne(gst_element_set_state(pipeline, GST_STATE_PLAYING),
                       GST_STATE_CHANGE_FAILURE);
      if (i % 2 == 0)
        ck_assert_int_ne(gst_element_get_state(pipeline, nullptr, nullptr, 10 * GST_SECOND),
                         GST_STATE_CHANGE_FAILURE);
      ck_assert_int_eq(
          gst_element_set_state(pipeline, i % 3 == 0 ? GST_STATE_NULL : GST_STATE_READY),
          GST_STATE_CHANGE_SUCCESS);
    }
    BusPtr bus(gst_element_get_bus(pipeline));
    ck_assert_uint_eq(take_errors(bus.get()).size(), 0);
    gst_element_set_state(pipeline, GST_STATE_NULL);
  }
}
END_TEST

START_TEST(after_ready_everything_begins_anew) {
  const ElementPtr pipeline = parse(
      "audiotestsrc num-buffers=4 samplesperbuffer=700 ! audioblocks name=b ! fakesink name=s "
      "signal-handoffs=true");
  const ElementPtr sink(gst_bin_get_by_name(GST_BIN(pipeline.get()), "s"));
  const ElementPtr blocks(gst_bin_get_by_name(GST_BIN(pipeline.get()), "b"));
  struct Count {
    guint blocks = 0;
    guint firsts = 0;
  } count;
  g_signal_connect(sink.get(), "handoff",
                   G_CALLBACK(+[](GstElement*, GstBuffer* buffer, GstPad*, Count* counted) {
                     ++counted->blocks;
                     if (u64(block_info(buffer), "block-index") != 0) return;
                     ck_assert(!boolean(block_info(buffer), "discont"));
                     ++counted->firsts;
                   }),
                   &count);
  BusPtr bus(gst_element_get_bus(pipeline.get()));
  for (int i = 0; i < 3; ++i) {
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    const MessagePtr end(gst_bus_timed_pop_filtered(
        bus.get(), 20 * GST_SECOND,
        static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
    ck_assert(end != nullptr && GST_MESSAGE_TYPE(end.get()) == GST_MESSAGE_EOS);
    ck_assert_uint_eq(u64(report(blocks.get(), "metrics").get(), "blocks"), 3);
    gst_element_set_state(pipeline.get(), GST_STATE_READY);
  }
  // 2800 samples are three blocks.
  ck_assert_uint_eq(count.blocks, 9);
  ck_assert_uint_eq(count.firsts, 3);
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "time",
                   {
                       ELEMENT_TEST(the_first_timestamp_is_the_anchor),
                       ELEMENT_TEST(without_timestamps_the_anchor_is_0),
                       ELEMENT_TEST(a_buffer_without_timestamp_goes_on_where_the_last_one_ended),
                       ELEMENT_TEST(a_jump_after_buffers_without_timestamps),
                       ELEMENT_TEST(the_very_first_block_has_the_flag_and_not_the_field),
                       ELEMENT_TEST(times_do_not_drift_in_ten_million_samples),
                       ELEMENT_TEST(a_gap_of_40_ms_is_no_jump),
                       ELEMENT_TEST(a_gap_of_41_ms_is_a_jump),
                       ELEMENT_TEST(an_overlap_of_40_ms_is_no_jump),
                       ELEMENT_TEST(an_overlap_of_41_ms_is_a_jump),
                       ELEMENT_TEST(the_alignment_threshold_decides),
                       ELEMENT_TEST(rounded_timestamps_are_no_drift),
                       ELEMENT_TEST(a_jump_must_last_for_discont_wait),
                       ELEMENT_TEST(a_drift_that_ends_within_discont_wait_is_no_jump),
                       ELEMENT_TEST(discont_without_a_jump_keeps_filling),
                       ELEMENT_TEST(discont_with_a_jump_is_one_at_once_however_small),
                       ELEMENT_TEST(resync_is_as_good_as_discont),
                       ELEMENT_TEST(a_drift_as_long_as_discont_wait_is_a_jump_at_once),
                       ELEMENT_TEST(bursts_of_a_live_source_are_no_jumps),
                       ELEMENT_TEST(a_jump_right_after_a_gap_of_2_to_the_32_samples),
                       ELEMENT_TEST(a_drift_that_creeps_is_a_jump_when_it_is_beyond_the_threshold),
                       ELEMENT_TEST(a_new_segment_drains_first_and_is_a_new_anchor),
                       ELEMENT_TEST(samples_outside_of_the_segment_are_clipped),
                       ELEMENT_TEST(a_wrong_duration_does_not_matter_where_the_segment_clips),
                       ELEMENT_TEST(planes_are_clipped_alike),
                       ELEMENT_TEST(stream_time_and_running_time_follow_the_segment),
                       ELEMENT_TEST(in_a_segment_of_bytes_there_is_no_stream_time),
                       ELEMENT_TEST(in_reverse_each_buffer_is_a_run_of_its_own),
                       ELEMENT_TEST(segment_done_drains_first),
                       ELEMENT_TEST(a_flush_discards_what_is_pending),
                       ELEMENT_TEST(a_flush_before_anything_else),
                       ELEMENT_TEST(results_from_before_a_flush_are_not_delivered),
                       ELEMENT_TEST(a_reset_drops_what_is_pending_and_starts_anew),
                       ELEMENT_TEST(a_gap_event_becomes_silence),
                       ELEMENT_TEST(the_silence_of_a_gap_is_the_formats),
                       ELEMENT_TEST(a_block_of_gap_events_alone_has_the_flag),
                       ELEMENT_TEST(gaps_in_a_row_never_drift),
                       ELEMENT_TEST(a_gap_event_that_jumps_is_silence_from_there),
                       ELEMENT_TEST(a_gap_event_that_jumps_back_is_silence_from_there),
                       ELEMENT_TEST(a_gap_event_without_duration_drains_and_goes_on),
                       ELEMENT_TEST(a_gap_event_before_caps_goes_on),
                       ELEMENT_TEST(a_gap_event_is_clipped_to_the_segment),
                       ELEMENT_TEST(gap_buffers_are_analysed_as_silence_and_passed_on_untouched),
                       ELEMENT_TEST(eos_before_caps_passes),
                       ELEMENT_TEST(eos_before_the_first_buffer_passes),
                       ELEMENT_TEST(eos_drains_first_and_once),
                       ELEMENT_TEST(eos_comes_after_all_results),
                       ELEMENT_TEST(a_second_stream_drains_the_first),
                       ELEMENT_TEST(a_stream_after_eos),
                       ELEMENT_TEST(fifty_cycles_between_ready_and_playing),
                       ELEMENT_TEST(after_ready_everything_begins_anew),

                   });
}
