// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A live pipeline that is late gives up analyses, and with `adaptive` short blocks; never audio.
#include <chrono>
#include <thread>

#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;

GstClockTime time_of(std::size_t sample) {
  return gst_util_uint64_scale(sample, GST_SECOND, 48000);
}

/// Feeds blocks from `first` on, each preceded by what downstream says; how many were analysed on
/// the streaming thread. With `log`, each result is waited for, so that none is evicted.
std::size_t feed(Harness& h, std::size_t first, std::size_t count, GstClockTimeDiff jitter,
                 const BlockLog* log = nullptr) {
  std::size_t analyzed = 0;
  std::size_t samples = 0;
  for (std::size_t i = first; i < first + count; ++i) {
    tell_qos(h, time_of(i * block), jitter);
    feed_floats(h, Samples(block, 0.25F), i * block);
    if (log != nullptr) log->expect(h.metric("blocks"));
    for (const BufferPtr& buffer : h.take_blocks()) {
      if (boolean(block_info(buffer), "analyzed")) ++analyzed;
      samples += gst_buffer_get_size(buffer.get()) / sizeof(float);
      ck_assert(!has_flag(buffer, GST_BUFFER_FLAG_DISCONT) || i == 0);
    }
  }
  // A block in the making at the most.
  ck_assert_uint_le(samples, (count + 1) * block);
  ck_assert_uint_ge(samples + BufferConstants::max_block_samples, count * block);
  return analyzed;
}

struct Quality {
  gint quality = 0;
  gint64 jitter = 0;
  guint64 dropped = 0;
};

/// Of the QoS messages that the element posted.
std::vector<Quality> qualities(Harness& h, std::size_t wanted) {
  std::vector<Quality> told;
  ck_assert(wait_until([&] {
    for (const MessagePtr& message : take_messages(h.bus(), GST_MESSAGE_QOS)) {
      Quality one;
      gst_message_parse_qos_values(message.get(), &one.jitter, nullptr, &one.quality);
      GstFormat format = GST_FORMAT_UNDEFINED;
      gst_message_parse_qos_stats(message.get(), &format, nullptr, &one.dropped);
      ck_assert_int_eq(format, GST_FORMAT_BUFFERS);
      told.push_back(one);
    }
    return told.size() >= wanted;
  }));
  return told;
}

}  // namespace

START_TEST(late_blocks_are_passed_on_and_not_all_analysed) {
  const Deadline deadline;
  for (const char* mode : {"inline", "worker"}) {
    Properties properties = evicting();
    properties.emplace_back("analysis-mode", mode);
    LiveHarness h(properties);
    const BlockLog log(h.element());
    ck_assert(h.open(float_caps()));
    // 47 blocks are the first second: every second one is skipped; then three of four.
    feed(h, 0, 240, GST_SECOND, &log);
    const guint64 skipped = h.metric("blocks-skipped");
    ck_assert_uint_eq(h.metric("blocks"), 240);
    ck_assert_uint_ge(skipped, 24 + (240 - 48) * 3 / 4 - 4);
    ck_assert_uint_le(skipped, 24 + (240 - 48) * 3 / 4 + 4);
    ck_assert_uint_eq(h.metric("dropped-blocks"), 0);
    h.eos();
    ck_assert_uint_eq(h.metric("blocks-analyzed") + skipped, 240);
    const auto told = qualities(h, 2);
    ck_assert_uint_eq(told.size(), 2);
    ck_assert_int_eq(told[0].quality, 500000);
    ck_assert_int_eq(told[1].quality, 250000);
    ck_assert_int_gt(told[0].jitter, 0);
  }
}
END_TEST

START_TEST(any_lateness_is_lateness) {
  const Deadline deadline;
  for (const GstClockTimeDiff jitter : {G_MAXINT64, G_MAXINT64 / 2 + 1, G_MAXINT64 / 2}) {
    LiveHarness h(evicting());
    ck_assert(h.open(float_caps()));
    ck_assert_uint_lt(feed(h, 0, 60, jitter), 60);
    ck_assert_uint_gt(h.metric("blocks-skipped"), 0);
  }
}
END_TEST

START_TEST(in_time_again_every_block_is_analysed) {
  const Deadline deadline;
  LiveHarness h(evicting());
  const BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed(h, 0, 100, GST_SECOND, &log);
  // The lateness was of one second.
  const std::size_t recovered = 100 + 150 + 150;
  feed(h, 100, recovered - 100, -gint64{GST_SECOND}, &log);
  ck_assert_uint_eq(feed(h, recovered, 50, -gint64{GST_SECOND}, &log), 50);
  const auto told = qualities(h, 4);
  ck_assert_uint_eq(told.size(), 4);
  ck_assert_int_eq(told[2].quality, 500000);
  ck_assert_int_eq(told[3].quality, 1000000);
  ck_assert_uint_gt(told[3].dropped, 0);
}
END_TEST

START_TEST(a_flush_forgets_lateness) {
  LiveHarness h(evicting());
  ck_assert(h.open(float_caps()));
  tell_qos(h, 0, 1000 * GST_SECOND);
  h.event(gst_event_new_flush_start());
  h.event(gst_event_new_flush_stop(TRUE));
  h.segment();
  for (std::size_t i = 0; i < 10; ++i) feed_floats(h, Samples(block), i * block);
  ck_assert_uint_eq(h.metric("blocks-skipped"), 0);
}
END_TEST

START_TEST(what_is_lossless_or_not_live_never_skips) {
  LiveHarness waiting(lossless());
  ck_assert(waiting.open(float_caps()));
  feed(waiting, 0, 100, GST_SECOND);
  ck_assert_uint_eq(waiting.metric("blocks-skipped"), 0);
  Harness file(evicting());
  ck_assert(file.open(float_caps()));
  feed(file, 0, 100, GST_SECOND);
  ck_assert_uint_eq(file.metric("blocks-skipped"), 0);
}
END_TEST

START_TEST(where_nothing_is_analysed_nothing_is_skipped) {
  Properties properties = evicting();
  properties.emplace_back("analyses", "0");
  LiveHarness h(properties);
  ck_assert(h.open(float_caps()));
  feed(h, 0, 20, GST_SECOND);
  ck_assert_uint_eq(h.metric("blocks-skipped"), 0);
}
END_TEST

// ---- load ----

namespace {

/// A control binding that takes longer than a block lasts: it makes the analysis that slow.
struct SlowBinding {
  GstControlBinding parent;
};
struct SlowBindingClass {
  GstControlBindingClass parent;
};

gboolean sync_slowly(GstControlBinding*, GstObject*, GstClockTime, GstClockTime) {
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  return TRUE;
}

GType slow_binding_type() {
  static const GType type = g_type_register_static_simple(
      GST_TYPE_CONTROL_BINDING, "AudioBlocksTestSlowBinding", sizeof(SlowBindingClass),
      [](gpointer klass, gpointer) {
        static_cast<GstControlBindingClass*>(klass)->sync_values = sync_slowly;
      },
      sizeof(SlowBinding), nullptr, static_cast<GTypeFlags>(0));
  return type;
}

}  // namespace

START_TEST(a_load_over_80_percent_skips_analyses) {
  const Deadline deadline;
  LiveHarness h(evicting());
  gst_object_add_control_binding(
      GST_OBJECT_CAST(h.element()),
      GST_CONTROL_BINDING(g_object_new(slow_binding_type(), "object", h.element(), "name",
                                       "silence-threshold", nullptr)));
  ck_assert(h.open(float_caps()));
  // A block lasts 21 ms.
  for (std::size_t i = 0; i < 60; ++i) feed_floats(h, Samples(block), i * block);
  ck_assert(number(h.metrics().get(), "load") > 0.8);
  ck_assert_uint_gt(h.metric("blocks-skipped"), 0);
  ck_assert_uint_eq(h.take_blocks().size(), 60);
}
END_TEST

// ---- block size ----

namespace {

Properties adaptive() {
  Properties properties = evicting();
  properties.emplace_back("adaptive", "true");
  return properties;
}

}  // namespace

START_TEST(adaptive_blocks_become_longer_and_shorter_again) {
  const Deadline deadline;
  LiveHarness h(adaptive());
  ck_assert(h.open(float_caps()));
  feed(h, 0, 100, GST_SECOND);
  ck_assert_int_eq(h.block_samples(), one_size_only ? 1024 : 2048);
  ck_assert_int_eq(integer(h.status().get(), "block-samples"), h.block_samples());
  // 480 blocks are 10.2 s; the lateness was of one second ahead.
  feed(h, 100, 400, -gint64{GST_SECOND});
  ck_assert_int_eq(h.block_samples(), one_size_only ? 1024 : 2048);
  feed(h, 500, 300, -gint64{GST_SECOND});
  ck_assert_int_eq(h.block_samples(), 1024);
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
  ck_assert_uint_eq(h.metric("samples-in"), 800 * block);
  ck_assert_uint_eq(
      h.metric("samples-out") + static_cast<guint64>(integer(h.status().get(), "fill-samples")),
      800 * block);
}
END_TEST

START_TEST(downstream_that_wants_one_size_gets_it) {
  const Deadline deadline;
  LiveHarness h(adaptive());
  h.downstream(block_caps(1024));
  ck_assert(h.open(float_caps()));
  feed(h, 0, 200, GST_SECOND);
  ck_assert_int_eq(h.block_samples(), 1024);
  ck_assert_uint_eq(h.errors().size(), 0);
}
END_TEST

START_TEST(without_adaptive_the_size_stays) {
  LiveHarness h(evicting());
  ck_assert(h.open(float_caps()));
  feed(h, 0, 200, GST_SECOND);
  ck_assert_int_eq(h.block_samples(), 1024);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(
      argc, argv, "degrade",
      {ELEMENT_TEST(late_blocks_are_passed_on_and_not_all_analysed),
       ELEMENT_TEST(any_lateness_is_lateness), ELEMENT_TEST(in_time_again_every_block_is_analysed),
       ELEMENT_TEST(a_flush_forgets_lateness),
       ELEMENT_TEST(what_is_lossless_or_not_live_never_skips),
       ELEMENT_TEST(where_nothing_is_analysed_nothing_is_skipped),
       ELEMENT_TEST(a_load_over_80_percent_skips_analyses),
       ELEMENT_TEST(adaptive_blocks_become_longer_and_shorter_again),
       ELEMENT_TEST(downstream_that_wants_one_size_gets_it),
       ELEMENT_TEST(without_adaptive_the_size_stays)});
}
