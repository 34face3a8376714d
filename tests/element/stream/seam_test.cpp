// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Where one stream or segment follows another: what goes on without a gap shares a block, and the
// events wait for it. The rate is 1000 Hz: a sample lasts a millisecond.

#include <initializer_list>

#include "tests/support/seen_block.h"

using namespace audioblocks::test;

namespace {

constexpr GstClockTime ms = GST_MSECOND;
constexpr GstClockTime none = GST_CLOCK_TIME_NONE;

/// A segment in TIME whose positions begin at `start`, at the running time `base`.
GstSegment segment_at(GstClockTime base, GstClockTime start = 0, GstClockTime stop = none) {
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.start = segment.time = segment.position = start;
  segment.stop = stop;
  segment.base = base;
  return segment;
}

void send(Harness& h, const GstSegment& segment) { h.event(gst_event_new_segment(&segment)); }

/// Another file of a playlist: its events, and its first buffer, flagged as demuxers do.
void feed_file(Harness& h, const GstSegment& segment, std::size_t first, std::size_t count,
               GstClockTime pts = 0) {
  h.stream_start();
  ck_assert(h.caps(mono()));
  send(h, segment);
  BufferPtr buffer = make_ramp(first, count, pts);
  GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DISCONT);
  h.feed(std::move(buffer));
}

/// The types of events, and "block" for each buffer, without CAPS and what comes before it.
std::vector<std::string> order_of(const std::vector<Output>& outputs) {
  std::vector<std::string> names;
  for (const Output& output : outputs)
    names.emplace_back(output.buffer != nullptr ? "block"
                                                : GST_EVENT_TYPE_NAME(output.event.get()));
  return names;
}

void expect_order(const std::vector<Output>& outputs, const std::vector<std::string>& wanted) {
  const std::vector<std::string> names = order_of(outputs);
  std::string all;
  for (const std::string& name : names) all += name + " ";
  ck_assert_msg(names == wanted, "%s", all.c_str());
}

std::vector<BufferPtr> blocks_of(std::vector<Output> outputs) {
  std::vector<BufferPtr> blocks;
  for (Output& output : outputs)
    if (output.buffer != nullptr) blocks.push_back(std::move(output.buffer));
  return blocks;
}

GstClockTime running_time(const BufferPtr& block) { return u64(block_info(block), "running-time"); }

/// Fails the test unless each block begins, in running time, where the one before it ended.
void expect_no_hole(const std::vector<BufferPtr>& blocks) {
  for (std::size_t i = 1; i < blocks.size(); ++i)
    ck_assert_uint_eq(running_time(blocks[i]),
                      running_time(blocks[i - 1]) + GST_BUFFER_DURATION(blocks[i - 1].get()));
}

/// Opens the harness with a first file of 1500 samples; the first block has left.
void open_with_file(Harness& h, GstClockTime stop = none) {
  feed_file(h, segment_at(0, 0, stop), 0, 1500);
  ck_assert_uint_eq(h.take_blocks().size(), 1);
}

}  // namespace

// ---- what goes on ----

START_TEST(files_that_join_share_a_block) {
  Harness h;
  open_with_file(h);
  feed_file(h, segment_at(1500 * ms), 1500, 1500);
  std::vector<Output> outputs = h.take();
  // The block begins in the first segment, so the events of the second file follow it.
  expect_order(outputs, {"block", "stream-start", "segment"});
  h.eos();
  for (Output& output : h.take()) outputs.push_back(std::move(output));
  const std::vector<BufferPtr> blocks = blocks_of(std::move(outputs));
  // 548 samples of the second file were in the shared block.
  expect(blocks, {{1024 * ms, 1024, 1024, 2047, 1, 1024, false},
                  {548 * ms, 952, 2048, 2999, 2, 2048, false}});
  ck_assert(!says_discont(blocks[0]) && !says_discont(blocks[1]));
  expect_no_hole(blocks);
  ck_assert_uint_eq(u64(block_info(blocks[0]), "stream-time"), 1024 * ms);
  ck_assert_uint_eq(u64(block_info(blocks[1]), "stream-time"), 548 * ms);
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
  ck_assert_uint_eq(h.metric("samples-padded"), 1024 - 952);
}
END_TEST

START_TEST(files_shorter_than_a_block_join_too) {
  Harness h;
  for (std::size_t i = 0; i < 30; ++i) feed_file(h, segment_at(i * 100 * ms), i * 100, 100);
  std::vector<Output> outputs = h.take();
  h.eos();
  for (Output& output : h.take()) outputs.push_back(std::move(output));
  const std::vector<BufferPtr> blocks = blocks_of(std::move(outputs));
  // Block 1 begins 24 samples into file 10, block 2 48 samples into file 20.
  expect(blocks, {{0, 1024, 0, 1023, 0, 0, true},
                  {24 * ms, 1024, 1024, 2047, 1, 1024, false},
                  {48 * ms, 952, 2048, 2999, 2, 2048, false}});
  expect_no_hole(blocks);
}
END_TEST

START_TEST(a_file_that_ends_with_a_block_joins_too) {
  Harness h;
  feed_file(h, segment_at(0), 0, 1024);
  h.take();
  feed_file(h, segment_at(1024 * ms), 1024, 1024);
  const std::vector<Output> outputs = h.take();
  // Nothing is pending: nothing waits.
  expect_order(outputs, {"stream-start", "segment", "block"});
  expect(outputs[2].buffer, {0, 1024, 1024, 2047, 1, 1024, false});
  ck_assert(!says_discont(outputs[2].buffer));
}
END_TEST

START_TEST(many_files_of_an_odd_rate_never_drift_apart) {
  constexpr guint64 rate = 44100;
  for (const bool up : {false, true}) {
    Harness h(Properties{{"overflow-policy", "wait"}, {"analyses", "0"}});
    GstClockTime base = 0;
    std::vector<BufferPtr> blocks;
    for (std::size_t i = 0; i < 500; ++i) {
      h.stream_start();
      ck_assert(h.caps(caps_text("S32LE", rate, 1)));
      send(h, segment_at(base));
      BufferPtr buffer = make_ramp(i * 1001, 1001, 0);
      GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DISCONT);
      h.feed(std::move(buffer));
      // Rounded in each file: up to half a microsecond in 500 of them.
      base += up ? gst_util_uint64_scale_ceil(1001, GST_SECOND, rate)
                 : gst_util_uint64_scale(1001, GST_SECOND, rate);
      for (BufferPtr& block : h.take_blocks()) blocks.push_back(std::move(block));
    }
    ck_assert_uint_eq(h.metric("discontinuities"), 0);
    ck_assert_uint_eq(blocks.size(), 500 * 1001 / 1024);
    const std::vector<std::int64_t> values = values_of(blocks);
    for (std::size_t i = 0; i < values.size(); ++i)
      ck_assert_int_eq(values[i], static_cast<std::int64_t>(i));
    // Rounded down, as mixers do it, a block's running time is that of its first sample.
    for (std::size_t i = 0; i < blocks.size(); ++i)
      ck_assert_uint_eq(gst_util_uint64_scale(running_time(blocks[i]), rate, GST_SECOND), i * 1024);
  }
}
END_TEST

START_TEST(a_segment_that_stops_makes_room_for_the_shared_block) {
  Harness h;
  open_with_file(h, 1500 * ms);
  feed_file(h, segment_at(1500 * ms), 1500, 1500);
  const std::vector<Output> outputs = h.take();
  expect_order(outputs, {"segment", "block", "stream-start", "segment"});
  const GstSegment* longer = nullptr;
  gst_event_parse_segment(outputs[0].event.get(), &longer);
  ck_assert_uint_eq(longer->stop, 2048 * ms);
  ck_assert_uint_eq(longer->base, 0);
  expect(outputs[1].buffer, {1024 * ms, 1024, 1024, 2047, 1, 1024, false});
}
END_TEST

START_TEST(events_keep_their_order_behind_the_shared_block) {
  Harness h;
  open_with_file(h);
  h.stream_start();
  ck_assert(h.caps(mono()));
  send(h, segment_at(1500 * ms));
  h.event(gst_event_new_tag(gst_tag_list_new_empty()));
  h.event(gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("something")));
  ck_assert_uint_eq(h.take().size(), 0);
  h.feed(make_ramp(1500, 547, 0));
  ck_assert_uint_eq(h.take().size(), 0);
  h.feed(make_ramp(2047, 1, 547 * ms));
  expect_order(h.take(), {"block", "stream-start", "segment", "tag", "custom-downstream"});
}
END_TEST

START_TEST(an_update_of_the_segment_changes_nothing) {
  Harness h;
  open_with_file(h);
  // It only begins at the present position.
  send(h, segment_at(1500 * ms, 1500 * ms));
  // As before, jitter is no jump.
  h.feed(make_ramp(1500, 548, 1520 * ms));
  expect_order(h.take(), {"block", "segment"});
  h.feed(make_ramp(2048, 1024, 2048 * ms));
  expect(h.take_block(), {2048 * ms, 1024, 2048, 3071, 2, 2048, false});
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
}
END_TEST

START_TEST(a_seek_without_a_flush_joins_in_running_time) {
  Harness h;
  open_with_file(h);
  send(h, segment_at(1500 * ms, 60 * GST_SECOND));
  h.feed(make_ramp(1500, 1572, 60 * GST_SECOND));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  expect(blocks, {{1024 * ms, 1024, 1024, 2047, 1, 1024, false},
                  {60 * GST_SECOND + 548 * ms, 1024, 2048, 3071, 2, 2048, false}});
  expect_no_hole(blocks);
}
END_TEST

START_TEST(files_join_at_any_speed) {
  for (const double rate : {2.0, 0.5, 1.5}) {
    Harness h;
    GstSegment segment = segment_at(0);
    segment.rate = rate;
    feed_file(h, segment, 0, 1500);
    segment.base = static_cast<GstClockTime>(1500.0 / rate * static_cast<double>(ms));
    feed_file(h, segment, 1500, 1572);
    expect(h.take_blocks(), {{0, 1024, 0, 1023, 0, 0, true},
                             {1024 * ms, 1024, 1024, 2047, 1, 1024, false},
                             {548 * ms, 1024, 2048, 3071, 2, 2048, false}});
    ck_assert_uint_eq(h.metric("discontinuities"), 0);
  }
}
END_TEST

START_TEST(a_buffer_without_timestamp_joins) {
  Harness h;
  open_with_file(h);
  send(h, segment_at(1500 * ms));
  h.feed(make_ramp(1500, 1572));
  expect(h.take_blocks(), {{1024 * ms, 1024, 1024, 2047, 1, 1024, false},
                           {548 * ms, 1024, 2048, 3071, 2, 2048, false}});
}
END_TEST

START_TEST(a_gap_event_joins) {
  // Also where its time is near one that the old segment had.
  for (const GstClockTime start : {0 * ms, 1490 * ms}) {
    Harness h;
    open_with_file(h);
    send(h, segment_at(1500 * ms, start));
    h.event(gst_event_new_gap(start, 548 * ms));
    const std::vector<Output> outputs = h.take();
    expect_order(outputs, {"block", "segment"});
    ck_assert_int_eq(integer(block_info(outputs[0].buffer), "gap-samples"), 548);
    ck_assert(!says_discont(outputs[0].buffer));
    ck_assert_uint_eq(h.metric("samples-in"), 2048);
  }
}
END_TEST

START_TEST(another_block_size_in_between_loses_nothing) {
  if (one_size_only) return;
  for (const bool decided : {false, true}) {
    Harness h;
    open_with_file(h);
    h.stream_start();
    ck_assert(h.caps(mono()));
    send(h, segment_at(1500 * ms));
    if (decided) h.feed(make_ramp(1500, 100, 0));
    h.downstream(block_caps(256));
    const std::size_t next = decided ? 1600 : 1500;
    h.feed(make_ramp(next, 3000 - next, (next - 1500) * ms));
    h.eos();
    const std::vector<BufferPtr> blocks = h.take_blocks();
    ck_assert_int_eq(sum_of_valid(blocks), 3000 - 1024);
    expect_no_hole(blocks);
    std::int64_t expected = 1024;
    for (const BufferPtr& block : blocks) {
      const Seen seen = see(block);
      ck_assert_int_eq(seen.first, expected);
      ck_assert(!says_discont(block));
      expected = seen.last + 1;
    }
  }
}
END_TEST

// ---- what does not ----

START_TEST(a_file_that_does_not_join_leaves_a_short_block) {
  struct Case {
    GstSegment segment;
    GstClockTime pts;
  };
  for (const auto& [segment, pts] :
       {Case{segment_at(1502 * ms), 0}, Case{segment_at(1498 * ms), 0}, Case{segment_at(0), 0},
        Case{segment_at(1500 * ms), 2 * ms}, Case{segment_at(1500 * ms, 1000 * ms), 1002 * ms}}) {
    Harness h;
    open_with_file(h);
    feed_file(h, segment, 1500, 1024, pts);
    const std::vector<Output> outputs = h.take();
    expect_order(outputs, {"block", "stream-start", "segment", "block"});
    ck_assert_uint_eq(gst_buffer_get_size(outputs[0].buffer.get()), 476 * 4);
    expect(outputs[0].buffer, {1024 * ms, 476, 1024, 1499, 1, 1024, false});
    expect(outputs[3].buffer, {pts, 1024, 1500, 2523, 0, 0, true});
    ck_assert(says_discont(outputs[3].buffer));
    ck_assert_uint_eq(h.metric("discontinuities"), 1);
    ck_assert_uint_eq(h.metric("samples-padded"), 0);
  }
}
END_TEST

START_TEST(another_rate_or_format_of_segment_drains_at_once) {
  GstSegment fast = segment_at(1500 * ms);
  fast.rate = 2.0;
  GstSegment backwards = segment_at(1500 * ms, 0, 1000 * ms);
  backwards.rate = -1.0;
  GstSegment bytes;
  gst_segment_init(&bytes, GST_FORMAT_BYTES);
  for (const GstSegment& segment : {fast, backwards, bytes}) {
    Harness h;
    open_with_file(h);
    send(h, segment);
    const std::vector<Output> outputs = h.take();
    expect_order(outputs, {"block", "segment"});
    ck_assert_uint_eq(gst_buffer_get_size(outputs[0].buffer.get()), 476 * 4);
  }
}
END_TEST

START_TEST(another_format_drains_short_before_the_events) {
  Harness h;
  open_with_file(h);
  h.stream_start();
  ck_assert(h.caps(caps_text("S16LE", 1000, 1)));
  send(h, segment_at(1500 * ms));
  const std::vector<Output> outputs = h.take();
  expect_order(outputs, {"block", "stream-start", "caps", "segment"});
  ck_assert_uint_eq(gst_buffer_get_size(outputs[0].buffer.get()), 476 * 4);
  BufferPtr buffer = make_buffer(Bytes(2048), 0);
  GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DISCONT);
  h.feed(std::move(buffer));
  // Nothing is missing, whatever the flag says.
  ck_assert(!says_discont(h.take_block()));
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
}
END_TEST

START_TEST(padding_pads_at_each_seam_and_says_that_nothing_is_lost) {
  Harness h(Properties{{"overflow-policy", "wait"}, {"partial-block", "pad"}});
  open_with_file(h);
  feed_file(h, segment_at(1500 * ms), 1500, 1024);
  const std::vector<Output> outputs = h.take();
  expect_order(outputs, {"block", "stream-start", "segment", "block"});
  ck_assert_uint_eq(gst_buffer_get_size(outputs[0].buffer.get()), 1024 * 4);
  expect(outputs[3].buffer, {0, 1024, 1500, 2523, 0, 0, false});
  ck_assert(!says_discont(outputs[3].buffer));
  ck_assert_uint_eq(h.metric("samples-padded"), 548);
}
END_TEST

START_TEST(only_the_end_of_the_stream_is_padded) {
  struct End {
    GstEvent* event;
    std::size_t samples;
  };
  for (const auto& [event, samples] :
       {End{gst_event_new_eos(), 1024}, End{gst_event_new_segment_done(GST_FORMAT_TIME, 0), 476},
        End{gst_event_new_gap(1500 * ms, none), 476}}) {
    Harness h;
    open_with_file(h);
    h.event(event);
    const BufferPtr block = h.take_block();
    ck_assert_uint_eq(gst_buffer_get_size(block.get()), samples * 4);
    ck_assert_int_eq(integer(block_info(block), "valid-samples"), 476);
  }
}
END_TEST

START_TEST(a_segment_that_is_played_again_loses_nothing) {
  Harness h;
  open_with_file(h);
  h.event(gst_event_new_segment_done(GST_FORMAT_TIME, 1500 * ms));
  expect(h.take_block(), {1024 * ms, 476, 1024, 1499, 1, 1024, false});
  send(h, segment_at(1500 * ms));
  BufferPtr buffer = make_ramp(0, 1024, 0);
  GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DISCONT);
  h.feed(std::move(buffer));
  const BufferPtr block = h.take_block();
  expect(block, {0, 1024, 0, 1023, 0, 0, false});
  ck_assert(!says_discont(block));
  ck_assert_uint_eq(running_time(block), 1500 * ms);
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
}
END_TEST

START_TEST(eos_after_a_file_without_samples_pads) {
  Harness h;
  open_with_file(h);
  h.stream_start();
  send(h, segment_at(1500 * ms));
  h.eos();
  const std::vector<Output> outputs = h.take();
  expect_order(outputs, {"block", "stream-start", "segment", "eos"});
  ck_assert_uint_eq(gst_buffer_get_size(outputs[0].buffer.get()), 1024 * 4);
}
END_TEST

// ---- flush, errors, states ----

START_TEST(a_flush_keeps_what_a_pad_keeps_of_the_events) {
  Harness h;
  open_with_file(h);
  h.stream_start();
  h.event(gst_event_new_tag(gst_tag_list_new_empty()));
  send(h, segment_at(1500 * ms));
  flush(h);
  expect_order(h.take(), {"flush-start", "flush-stop", "stream-start", "tag"});
  send(h, segment_at(0));
  h.feed(make_ramp(7, 1024, 0));
  expect(h.take_block(), {0, 1024, 7, 1030, 0, 0, true});
  ck_assert_uint_eq(h.metric("discarded-samples"), 476);
}
END_TEST

START_TEST(a_reset_lets_the_events_go) {
  Harness h;
  open_with_file(h);
  h.stream_start();
  send(h, segment_at(1500 * ms));
  g_signal_emit_by_name(h.element(), "reset");
  h.feed(make_ramp(1500, 1024, 0));
  const std::vector<Output> outputs = h.take();
  expect_order(outputs, {"stream-start", "segment", "block"});
  expect(outputs[2].buffer, {0, 1024, 1500, 2523, 0, 0, true});
}
END_TEST

START_TEST(a_stop_forgets_the_events) {
  Harness h;
  open_with_file(h);
  h.stream_start();
  send(h, segment_at(1500 * ms));
  gst_element_set_state(h.element(), GST_STATE_READY);
  gst_element_set_state(h.element(), GST_STATE_PLAYING);
  h.take();
  feed_file(h, segment_at(0), 5, 1024);
  expect_order(h.take(), {"stream-start", "caps", "segment", "block"});
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "seam",
                   {
                       ELEMENT_TEST(files_that_join_share_a_block),
                       ELEMENT_TEST(files_shorter_than_a_block_join_too),
                       ELEMENT_TEST(a_file_that_ends_with_a_block_joins_too),
                       ELEMENT_TEST(many_files_of_an_odd_rate_never_drift_apart),
                       ELEMENT_TEST(a_segment_that_stops_makes_room_for_the_shared_block),
                       ELEMENT_TEST(events_keep_their_order_behind_the_shared_block),
                       ELEMENT_TEST(an_update_of_the_segment_changes_nothing),
                       ELEMENT_TEST(a_seek_without_a_flush_joins_in_running_time),
                       ELEMENT_TEST(files_join_at_any_speed),
                       ELEMENT_TEST(a_buffer_without_timestamp_joins),
                       ELEMENT_TEST(a_gap_event_joins),
                       ELEMENT_TEST(another_block_size_in_between_loses_nothing),
                       ELEMENT_TEST(a_file_that_does_not_join_leaves_a_short_block),
                       ELEMENT_TEST(another_rate_or_format_of_segment_drains_at_once),
                       ELEMENT_TEST(another_format_drains_short_before_the_events),
                       ELEMENT_TEST(padding_pads_at_each_seam_and_says_that_nothing_is_lost),
                       ELEMENT_TEST(only_the_end_of_the_stream_is_padded),
                       ELEMENT_TEST(a_segment_that_is_played_again_loses_nothing),
                       ELEMENT_TEST(eos_after_a_file_without_samples_pads),
                       ELEMENT_TEST(a_flush_keeps_what_a_pad_keeps_of_the_events),
                       ELEMENT_TEST(a_reset_lets_the_events_go),
                       ELEMENT_TEST(a_stop_forgets_the_events),
                   });
}
