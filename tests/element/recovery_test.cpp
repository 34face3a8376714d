// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What goes on after something went wrong, or while something is slow.

#include <atomic>

#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;

}  // namespace

START_TEST(the_position_is_that_of_the_last_block) {
  Harness h;
  ck_assert(h.open(float_caps(1000)));
  for (int i = 0; i < 3; ++i) h.feed(float_buffer(Samples(block)));
  gint64 position = -1;
  ck_assert(gst_element_query_position(h.element(), GST_FORMAT_TIME, &position) != FALSE);
  ck_assert_int_eq(position, 3 * static_cast<gint64>(block) * GST_MSECOND);
}
END_TEST

/// The helper thread never runs out of results here: it must report the lost ones in between.
START_TEST(overflow_is_reported_while_handlers_stay_behind) {
  const Deadline deadline;
  Harness h(evicting());
  OverflowLog log(h.element());
  ck_assert(h.open(float_caps()));
  g_signal_connect(h.element(), "block-analyzed", G_CALLBACK(sleep_5_ms), nullptr);
  ck_assert(wait_until([&] {
    h.feed(float_buffer(Samples(block)));
    h.take();
    return log.emissions() > 0;
  }));
  ck_assert_uint_ge(log.samples(), block);
  // More may be reported until the helper thread has ended.
  gst_element_set_state(h.element(), GST_STATE_NULL);
}
END_TEST

/// A handler that stays behind must not keep the pool small.
START_TEST(the_pool_grows_while_handlers_stay_behind) {
  const Deadline deadline;
  Harness h(evicting());
  ck_assert(h.open(float_caps()));
  g_signal_connect(h.element(), "block-analyzed", G_CALLBACK(sleep_5_ms), nullptr);
  // Blocks are dropped until the helper comes to it, but a pool that does not grow has 64.
  ck_assert(wait_until([&h] {
    h.feed(float_buffer(Samples(block)));
    return h.metric("blocks") > 200;
  }));
}
END_TEST

/// Nobody listens and no message is due: the helper thread sleeps, and learns when somebody does.
START_TEST(a_late_handler_is_served) {
  const Deadline deadline;
  Harness h({{"overflow-policy", "wait"}, {"post-messages", "false"}});
  ck_assert(h.open(float_caps()));
  for (int i = 0; i < 100; ++i) h.feed(float_buffer(Samples(block)));
  h.take();
  // Longer than the helper thread dozes, so that it sleeps.
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  BlockLog log(h.element());
  h.feed(float_buffer(Samples(block)));
  ck_assert(wait_until([&] { return log.count() > 0; }));
}
END_TEST

/// Nor does one miss a block that comes after it, however fast they come.
START_TEST(a_late_handler_gets_every_block_from_then_on) {
  Harness h({{"overflow-policy", "wait"}, {"post-messages", "false"}});
  ck_assert(h.open(float_caps()));
  for (int i = 0; i < 100; ++i) h.feed(float_buffer(Samples(block)));
  h.take();
  BlockLog log(h.element());
  for (int i = 0; i < 500; ++i) {
    h.feed(float_buffer(Samples(block)));
    h.take();
  }
  h.eos();
  const auto told = log.take();
  ck_assert_uint_eq(told.size(), 500);
  ck_assert_uint_eq(u64(told.front().get(), "block-index"), 100);
}
END_TEST

/// The base class takes the element's lock on the streaming thread; whoever holds it keeps no
/// message back.
START_TEST(messages_are_posted_without_the_elements_lock) {
  GatedHarness h({{"overflow-policy", "wait"}, {"interval", "0"}});
  ck_assert(h.open(float_caps()));
  for (int i = 0; i < 3; ++i) h.feed(float_buffer(Samples(block)));
  h.gate.expect_call();
  GST_OBJECT_LOCK(h.element());
  h.gate.open();
  std::size_t told = 0;
  const bool came = wait_until([&] {
    told += told_messages(h).size();
    return told >= 3;
  });
  GST_OBJECT_UNLOCK(h.element());
  ck_assert(came);
}
END_TEST

START_TEST(the_pool_recovers_after_it_could_not_grow) {
  const Deadline deadline;
  Harness h(evicting());
  // 64 channels of F64: the limit is near.
  ck_assert(
      h.open("audio/x-raw,format=" GST_AUDIO_NE(F64) ",rate=48000,channels=64,layout=interleaved,"
                                                     "channel-mask=(bitmask)0"));
  const auto feed = [&] { h.feed(float_buffer(Samples(block * 64 * 2))); };
  ck_assert(wait_until([&] {
    feed();
    return h.metric("dropped-blocks") > 10;
  }));
  h.take();
  const guint64 dropped = h.metric("dropped-blocks");
  for (int i = 0; i < 50; ++i) {
    feed();
    h.take();
  }
  ck_assert_uint_eq(h.metric("dropped-blocks"), dropped);
}
END_TEST

START_TEST(a_reset_also_counts_allocations_from_zero) {
  Harness h;
  ck_assert(h.open(float_caps()));
  h.feed(float_buffer(Samples(block)));
  ck_assert_uint_gt(h.metric("allocations-setup"), 0);
  g_signal_emit_by_name(h.element(), "reset");
  ck_assert_uint_eq(h.metric("allocations-setup"), 0);
}
END_TEST

START_TEST(a_reset_before_eos_discards_what_is_pending) {
  Harness h;
  ck_assert(h.open(float_caps()));
  h.feed(float_buffer(Samples(100)));
  g_signal_emit_by_name(h.element(), "reset");
  h.eos();
  ck_assert_uint_eq(h.take_blocks().size(), 0);
}
END_TEST

START_TEST(silence_has_no_place_in_the_spectrum) {
  Harness h;
  ck_assert(h.open(float_caps()));
  h.feed(float_buffer(sine(440, block, 0.0005)));  // −69 dBFS
  const BufferPtr quiet = h.take_block();
  for (const char* name : {"clarity", "centroid", "peak-frequency"})
    expect_near(number(block_info(quiet), name), 0.0, 0.0, name);
  expect_near(number(block_info(quiet), "peak-magnitude"), -66.02, 0.1, "peak-magnitude");
}
END_TEST

START_TEST(a_copied_block_does_not_keep_the_inputs_parent) {
  Harness h;
  ck_assert(h.open(float_caps()));
  const BufferPtr parent = float_buffer(Samples(10));
  BufferPtr input = float_buffer(Samples(block + 1));
  gst_buffer_add_parent_buffer_meta(input.get(), parent.get());
  h.feed(std::move(input));
  const BufferPtr first = h.take_block();
  ck_assert_int_eq(GST_MINI_OBJECT_REFCOUNT_VALUE(parent.get()), 1);
}
END_TEST

START_TEST(a_handler_that_stops_the_element_is_refused) {
  const Deadline deadline;
  Harness h;
  ck_assert(h.open(float_caps()));
  static std::atomic<int> result{-1};
  g_signal_connect(h.element(), "block-analyzed",
                   G_CALLBACK(+[](GstElement* element, GstStructure*, gpointer) {
                     if (result != -1) return;
                     _gst_check_expecting_log = TRUE;
                     const GLogLevelFlags fatal = g_log_set_always_fatal(G_LOG_LEVEL_ERROR);
                     result = gst_element_set_state(element, GST_STATE_READY);
                     g_log_set_always_fatal(fatal);
                     _gst_check_expecting_log = FALSE;
                   }),
                   nullptr);
  h.feed(float_buffer(Samples(block)));
  ck_assert(wait_until([&] { return result != -1; }));
  ck_assert_int_eq(result, GST_STATE_CHANGE_FAILURE);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "recovery",
                   {ELEMENT_TEST(the_position_is_that_of_the_last_block),
                    ELEMENT_TEST(overflow_is_reported_while_handlers_stay_behind),
                    ELEMENT_TEST(the_pool_grows_while_handlers_stay_behind),
                    ELEMENT_TEST(a_late_handler_is_served),
                    ELEMENT_TEST(a_late_handler_gets_every_block_from_then_on),
                    ELEMENT_TEST(messages_are_posted_without_the_elements_lock),
                    ELEMENT_TEST(the_pool_recovers_after_it_could_not_grow),
                    ELEMENT_TEST(a_reset_also_counts_allocations_from_zero),
                    ELEMENT_TEST(a_reset_before_eos_discards_what_is_pending),
                    ELEMENT_TEST(silence_has_no_place_in_the_spectrum),
                    ELEMENT_TEST(a_copied_block_does_not_keep_the_inputs_parent),
                    ELEMENT_TEST(a_handler_that_stops_the_element_is_refused)});
}
