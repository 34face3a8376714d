// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What came in has left, was dropped, was discarded, or is pending: the metrics account for every
// sample. The rate is 1000 Hz: a sample lasts a millisecond.

#include "tests/support/seen_block.h"
#include "tests/support/stimulus.h"

using namespace audioblocks::test;

namespace {

constexpr GstClockTime ms = GST_MSECOND;

struct Account {
  guint64 in = 0;
  guint64 out = 0;
  guint64 padded = 0;
  guint64 dropped = 0;
  guint64 discarded = 0;
  guint64 pending = 0;
};

/// The account of the metrics and the status, which must be even.
Account account_of(Harness& h) {
  const StructurePtr metrics = h.metrics();
  const Account now{.in = u64(metrics.get(), "samples-in"),
                    .out = u64(metrics.get(), "samples-out"),
                    .padded = u64(metrics.get(), "samples-padded"),
                    .dropped = u64(metrics.get(), "dropped-samples"),
                    .discarded = u64(metrics.get(), "discarded-samples"),
                    .pending = static_cast<guint64>(integer(h.status().get(), "fill-samples"))};
  ck_assert_uint_eq(now.in, now.out - now.padded + now.dropped + now.discarded + now.pending);
  return now;
}

void expect_account(Harness& h, const Account& wanted) {
  const Account now = account_of(h);
  ck_assert_uint_eq(now.in, wanted.in);
  ck_assert_uint_eq(now.out, wanted.out);
  ck_assert_uint_eq(now.padded, wanted.padded);
  ck_assert_uint_eq(now.dropped, wanted.dropped);
  ck_assert_uint_eq(now.discarded, wanted.discarded);
  ck_assert_uint_eq(now.pending, wanted.pending);
}

GstPadProbeReturn refuse(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer /*data*/) {
  gst_buffer_unref(GST_PAD_PROBE_INFO_BUFFER(info));
  GST_PAD_PROBE_INFO_DATA(info) = nullptr;
  GST_PAD_PROBE_INFO_FLOW_RETURN(info) = GST_FLOW_NOT_NEGOTIATED;
  return GST_PAD_PROBE_HANDLED;
}

}  // namespace

START_TEST(a_stream_with_its_padding) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1500, 0));
  expect_account(h, {.in = 1500, .out = 1024, .pending = 476});
  h.eos();
  expect_account(h, {.in = 1500, .out = 2048, .padded = 548});
}
END_TEST

START_TEST(a_flush_discards_what_is_pending) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1500, 0));
  flush(h);
  expect_account(h, {.in = 1500, .out = 1024, .discarded = 476});
}
END_TEST

START_TEST(what_lies_outside_of_the_segment_is_discarded) {
  Harness h;
  h.stream_start();
  ck_assert(h.caps(mono()));
  h.segment(500 * ms, 1800 * ms);
  for (std::size_t i = 0; i < 3; ++i) h.feed(make_ramp(i * 1000, 1000, i * 1000 * ms));
  expect_account(h, {.in = 3000, .out = 1024, .discarded = 500 + 1200, .pending = 276});
}
END_TEST

START_TEST(a_reset_begins_a_new_account) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1500, 0));
  g_signal_emit_by_name(h.element(), "reset");
  h.feed(make_ramp(1500, 1100, 1500 * ms));
  // What the reset dropped came in before it.
  expect_account(h, {.in = 1100, .out = 1024, .pending = 76});
}
END_TEST

START_TEST(what_downstream_refuses_with_the_rest_of_its_buffer) {
  Harness h;
  ck_assert(h.open(mono()));
  PadPtr src(gst_element_get_static_pad(h.element(), "src"));
  const gulong probe =
      gst_pad_add_probe(src.get(), GST_PAD_PROBE_TYPE_BUFFER, refuse, nullptr, nullptr);
  ck_assert_int_eq(h.push(make_ramp(0, 3000, 0)), GST_FLOW_NOT_NEGOTIATED);
  // One block was complete; the 1976 samples behind it have nowhere to go.
  expect_account(h, {.in = 3000, .out = 1024, .discarded = 1976});
  gst_pad_remove_probe(src.get(), probe);
  h.feed(make_ramp(3000, 1024, 3000 * ms));
  expect_account(h, {.in = 4024, .out = 2048, .discarded = 1976});
}
END_TEST

START_TEST(a_stop_discards_what_is_pending) {
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1500, 0));
  gst_element_set_state(h.element(), GST_STATE_READY);
  expect_account(h, {.in = 1500, .out = 1024, .discarded = 476});
}
END_TEST

START_TEST(dropped_blocks_count_apart_from_evicted_results) {
  GatedHarness h(Properties{{"overflow-policy", "evict-oldest"}, {"max-memory", "400000"}});
  ck_assert(h.open(mono()));
  // Downstream keeps every block, and the helper thread is blocked.
  std::vector<BufferPtr> held;
  for (std::size_t i = 0; i < 400; ++i) {
    h.feed(make_ramp(i * 500, 500, i * 500 * ms));
    for (BufferPtr& block : h.take_blocks()) held.push_back(std::move(block));
  }
  const Account now = account_of(h);
  ck_assert_uint_eq(now.in, 200000);
  ck_assert_uint_eq(now.out, held.size() * 1024);
  ck_assert_uint_gt(now.dropped, 0);
  ck_assert_uint_eq(now.dropped, 1024 * h.metric("dropped-blocks"));
  ck_assert_uint_eq(h.metric("evicted-samples"), now.dropped + 1024 * h.metric("evicted-results"));
}
END_TEST

START_TEST(gaps_are_counted_and_each_block_says_how_many_it_has) {
  Harness h;
  ck_assert(h.open(mono()));
  BufferPtr flagged = make_ramp(0, 1000, 0);
  GST_BUFFER_FLAG_SET(flagged.get(), GST_BUFFER_FLAG_GAP);
  h.feed(std::move(flagged));
  h.feed(make_ramp(1000, 100, 1000 * ms));
  h.event(gst_event_new_gap(1100 * ms, 200 * ms));
  h.feed(make_ramp(1300, 1772, 1300 * ms));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 3);
  ck_assert_int_eq(integer(block_info(blocks[0]), "gap-samples"), 1000);
  ck_assert_int_eq(integer(block_info(blocks[1]), "gap-samples"), 200);
  ck_assert_int_eq(integer(block_info(blocks[2]), "gap-samples"), 0);
  ck_assert_uint_eq(h.metric("gap-samples"), 1200);
  expect_account(h, {.in = 3072, .out = 3072});
}
END_TEST

START_TEST(another_block_size_keeps_the_gaps) {
  if (one_size_only) return;
  Harness h;
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 100, 0));
  h.event(gst_event_new_gap(100 * ms, 200 * ms));
  h.downstream(block_caps(256));
  h.feed(make_ramp(300, 212, 300 * ms));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 2);
  ck_assert_int_eq(integer(block_info(blocks[0]), "gap-samples"), 156);
  ck_assert_int_eq(integer(block_info(blocks[1]), "gap-samples"), 44);
  ck_assert_uint_eq(h.metric("gap-samples"), 200);
  expect_account(h, {.in = 512, .out = 512});
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "account",
                   {
                       ELEMENT_TEST(a_stream_with_its_padding),
                       ELEMENT_TEST(a_flush_discards_what_is_pending),
                       ELEMENT_TEST(what_lies_outside_of_the_segment_is_discarded),
                       ELEMENT_TEST(a_reset_begins_a_new_account),
                       ELEMENT_TEST(what_downstream_refuses_with_the_rest_of_its_buffer),
                       ELEMENT_TEST(a_stop_discards_what_is_pending),
                       ELEMENT_TEST(dropped_blocks_count_apart_from_evicted_results),
                       ELEMENT_TEST(gaps_are_counted_and_each_block_says_how_many_it_has),
                       ELEMENT_TEST(another_block_size_keeps_the_gaps),
                   });
}
