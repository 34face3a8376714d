// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The properties `status` and `metrics`, the action `reset`, and settings changed while streaming.
#include <array>
#include <atomic>
#include <random>
#include <string_view>
#include <utility>

#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = 1024;

struct FieldType {
  const char* name;
  GType type;
};

const std::vector<FieldType>& status_fields() {
  static const auto* fields = new std::vector<FieldType>{
      {"profile", G_TYPE_STRING},
      {"format", G_TYPE_STRING},
      {"window", G_TYPE_STRING},
      {"analysis-mode", G_TYPE_STRING},
      {"track-lag", G_TYPE_INT},
      {"notes", G_TYPE_BOOLEAN},
      {"state", G_TYPE_STRING},
      {"live", G_TYPE_BOOLEAN},
      {"chunk-samples", G_TYPE_INT},
      {"block-samples", G_TYPE_INT},
      {"rate", G_TYPE_INT},
      {"channels", G_TYPE_INT},
      {"lowest-pitch", G_TYPE_DOUBLE},
      {"fill-samples", G_TYPE_INT},
      {"ring-samples", G_TYPE_INT},
      {"pool-blocks", G_TYPE_INT},
      {"pool-in-use", G_TYPE_INT},
      {"exchange-depth", G_TYPE_INT},
      {"memory-current", G_TYPE_UINT64},
      {"memory-peak", G_TYPE_UINT64},
      {"memory-limit", G_TYPE_UINT64},
      {"block-latency", G_TYPE_UINT64},
      {"latency-budget", G_TYPE_UINT64},
      {"within-budget", G_TYPE_BOOLEAN},
  };
  return *fields;
}

const std::array metric_names{"blocks",
                              "blocks-analyzed",
                              "blocks-skipped",
                              "samples-in",
                              "samples-out",
                              "samples-padded",
                              "gap-samples",
                              "overruns",
                              "evicted-samples",
                              "evicted-results",
                              "dropped-blocks",
                              "dropped-samples",
                              "discarded-samples",
                              "discontinuities",
                              "nonfinite-samples",
                              "notes",
                              "processing-p50",
                              "processing-p99",
                              "processing-max",
                              "memory-current",
                              "memory-peak",
                              "memory-ring",
                              "memory-pool",
                              "memory-exchange",
                              "memory-scratch",
                              "memory-fft",
                              "pool-in-use",
                              "pool-peak",
                              "pool-outstanding",
                              "allocations-setup",
                              "allocations-growth",
                              "allocations-steady",
                              "allocations-small",
                              "allocations-medium",
                              "allocations-large",
                              "allocations-huge",
                              "messages-posted"};

/// What `reset` sets to zero.
const std::array counters{"blocks",
                          "blocks-analyzed",
                          "blocks-skipped",
                          "samples-in",
                          "samples-out",
                          "samples-padded",
                          "gap-samples",
                          "overruns",
                          "evicted-samples",
                          "evicted-results",
                          "dropped-blocks",
                          "dropped-samples",
                          "discarded-samples",
                          "discontinuities",
                          "nonfinite-samples",
                          "notes",
                          "processing-p50",
                          "processing-p99",
                          "processing-max",
                          "messages-posted"};

void expect_status_fields(const StructurePtr& status) {
  ck_assert_str_eq(gst_structure_get_name(status.get()), "application/x-audioblocks-status");
  for (const FieldType& wanted : status_fields()) field(status.get(), wanted.name, wanted.type);
  ck_assert_uint_eq(static_cast<std::size_t>(gst_structure_n_fields(status.get())),
                    status_fields().size());
}

void expect_metrics_fields(const StructurePtr& metrics) {
  ck_assert_str_eq(gst_structure_get_name(metrics.get()), "application/x-audioblocks-metrics");
  for (const char* name : metric_names) field(metrics.get(), name, G_TYPE_UINT64);
  field(metrics.get(), "load", G_TYPE_DOUBLE);
  ck_assert_uint_eq(static_cast<std::size_t>(gst_structure_n_fields(metrics.get())),
                    metric_names.size() + 1);
}

void expect_account(Harness& h, guint64 lost) {
  const StructurePtr metrics = h.metrics();
  const auto fill = static_cast<guint64>(integer(h.status().get(), "fill-samples"));
  ck_assert_uint_eq(
      u64(metrics.get(), "samples-in"),
      u64(metrics.get(), "samples-out") - u64(metrics.get(), "samples-padded") + fill + lost);
}

}  // namespace

START_TEST(status_has_every_field_in_every_state) {
  const ElementPtr alone = make_audioblocks();
  for (const GstState state : {GST_STATE_NULL, GST_STATE_READY, GST_STATE_PAUSED}) {
    gst_element_set_state(alone.get(), state);
    const StructurePtr status = report(alone.get(), "status");
    expect_status_fields(status);
    // Nothing is negotiated.
    for (const char* name : {"block-samples", "rate", "channels", "fill-samples", "pool-blocks",
                             "pool-in-use", "ring-samples"})
      ck_assert_int_eq(integer(status.get(), name), 0);
    expect_text(text(status.get(), "format"), "");
    expect_text(text(status.get(), "state"), "empty");
    ck_assert_uint_eq(u64(status.get(), "block-latency"), 0);
    expect_text(text(status.get(), "profile"), BufferConstants::profile);
    ck_assert_int_eq(integer(status.get(), "chunk-samples"), 128);
    ck_assert_uint_eq(u64(status.get(), "memory-limit"), 50000000);
  }
  gst_element_set_state(alone.get(), GST_STATE_NULL);
  Harness h;
  ck_assert(h.open(float_caps()));
  expect_status_fields(h.status());
}
END_TEST

START_TEST(metrics_have_every_field_in_every_state) {
  const ElementPtr alone = make_audioblocks();
  for (const GstState state : {GST_STATE_NULL, GST_STATE_READY, GST_STATE_PAUSED}) {
    gst_element_set_state(alone.get(), state);
    const StructurePtr metrics = report(alone.get(), "metrics");
    expect_metrics_fields(metrics);
    for (const char* name : counters) ck_assert_uint_eq(u64(metrics.get(), name), 0);
    ck_assert(number(metrics.get(), "load") == 0.0);
  }
  gst_element_set_state(alone.get(), GST_STATE_NULL);
  Harness h;
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(440.0, 10 * block));
  expect_metrics_fields(h.metrics());
}
END_TEST

START_TEST(status_reports_what_was_negotiated) {
  Harness h({{"overflow-policy", "wait"}, {"window", "blackman"}});
  ck_assert(h.open(caps_text("S24LE", 44100, 6)));
  h.feed(make_buffer(Bytes(std::size_t{100} * 6 * 3), 0));
  const StructurePtr status = h.status();
  expect_text(text(status.get(), "format"), "S24LE");
  expect_text(text(status.get(), "window"), "blackman");
  expect_text(text(status.get(), "analysis-mode"), "inline");
  expect_text(text(status.get(), "state"), "filling");
  ck_assert(!boolean(status.get(), "live"));
  ck_assert_int_eq(integer(status.get(), "block-samples"), 1024);
  ck_assert_int_eq(integer(status.get(), "rate"), 44100);
  ck_assert_int_eq(integer(status.get(), "channels"), 6);
  ck_assert_int_eq(integer(status.get(), "fill-samples"), 100);
  ck_assert_int_eq(integer(status.get(), "ring-samples") % 1024, 0);
  ck_assert_int_gt(integer(status.get(), "ring-samples"), 0);
  ck_assert_int_eq(integer(status.get(), "pool-blocks"), 64);
  ck_assert_int_eq(integer(status.get(), "pool-in-use"), 1);
  ck_assert_int_eq(integer(status.get(), "exchange-depth"), 64);
}
END_TEST

START_TEST(status_reports_whether_upstream_is_live) {
  for (const bool live : {false, true}) {
    Harness h{Properties{}};
    gst_harness_set_live(h.get(), static_cast<gboolean>(live));
    gst_harness_set_upstream_latency(h.get(), 0);
    ck_assert(h.open(float_caps()));
    ck_assert(boolean(h.status().get(), "live") == live);
  }
}
END_TEST

START_TEST(state_follows_the_block) {
  Harness h(evicting());
  const auto state = [&h] { return text(h.status().get(), "state"); };
  ck_assert(h.open(float_caps()));
  expect_text(state(), "empty");
  feed_floats(h, Samples(1000));
  expect_text(state(), "filling");
  ck_assert_int_eq(integer(h.status().get(), "fill-samples"), 1000);
  feed_floats(h, Samples(24), 1000);
  expect_text(state(), "empty");
  ck_assert_int_eq(integer(h.status().get(), "fill-samples"), 0);
  Gate gate(h.element());
  feed_floats(h, Samples(block), block);
  gate.expect_call();
  for (std::size_t i = 2; i < 68; ++i) feed_floats(h, Samples(block), i * block);
  expect_text(state(), "overflow");
  gate.open();
  h.event(gst_event_new_flush_start());
  h.event(gst_event_new_flush_stop(TRUE));
  expect_text(state(), "empty");
}
END_TEST

START_TEST(the_latency_budget_is_reported) {
  Harness fast;
  ck_assert(fast.open(float_caps(48000)));
  const StructurePtr within = fast.status();
  // 1024 / 48000 s, rounded up.
  ck_assert_uint_eq(u64(within.get(), "block-latency"), 21333334);
  ck_assert(boolean(within.get(), "within-budget"));
  ck_assert_uint_eq(u64(within.get(), "latency-budget"), one_size_only ? 30000000 : 50000000);

  Harness slow;
  const int size = one_size_only ? 1024 : 2048;
  slow.downstream(block_caps(size));
  ck_assert(slow.open(float_caps(8000)));
  const StructurePtr beyond = slow.status();
  ck_assert_uint_eq(u64(beyond.get(), "block-latency"), static_cast<guint64>(size) * 125000);
  ck_assert(!boolean(beyond.get(), "within-budget"));
}
END_TEST

namespace {

/// Chunks that make a block from sample `at` on: it leaves, analysed, in the push of the last.
void feed_block_in_chunks(Harness& h, std::size_t size, std::size_t at) {
  constexpr std::size_t chunk = BufferConstants::chunk_samples;
  for (std::size_t fed = 0; fed < size; fed += chunk) {
    ck_assert_uint_eq(h.take_blocks().size(), 0);
    feed_floats(h, sine(440.0, chunk, 0.5, 44100, at + fed), at + fed, 44100);
  }
  ck_assert(boolean(block_info(h.take_block()), "analyzed"));
}

}  // namespace

/// Fed as sound cards do, at the lowest rate that the budgets are for: a block's time leaves room
/// for its processing, and both together are what is reported.
START_TEST(the_latency_of_blocks_fed_in_chunks_is_their_time_and_processing) {
  struct Promise {
    std::size_t size;
    guint64 latency;
  };
  for (const Promise& promise : {Promise{1024, 30000000}, Promise{2048, 50000000}}) {
    if (!BufferConstants::is_block_size(promise.size)) continue;
    Harness h;
    h.downstream(block_caps(static_cast<int>(promise.size)));
    ck_assert(h.open(float_caps(44100)));
    const guint64 fill = gst_util_uint64_scale_ceil(promise.size, GST_SECOND, 44100);
    ck_assert_uint_lt(fill, promise.latency);
    for (std::size_t i = 0; i < 20; ++i) feed_block_in_chunks(h, promise.size, i * promise.size);
    const StructurePtr status = h.status();
    const guint64 latency = u64(status.get(), "block-latency");
    ck_assert_uint_eq(latency, fill + h.metric("processing-p99"));
    ck_assert(boolean(status.get(), "within-budget") ==
              (latency <= u64(status.get(), "latency-budget")));
  }
}
END_TEST

START_TEST(the_account_of_samples_is_exact) {
  Harness h;
  ck_assert(h.open(float_caps()));
  std::mt19937 random(7);
  std::uniform_int_distribution<std::size_t> length(1, 3000);
  std::size_t fed = 0;
  for (int i = 0; i < 200; ++i) {
    const std::size_t count = length(random);
    feed_floats(h, Samples(count), fed);
    fed += count;
    expect_account(h, 0);
  }
  ck_assert_uint_eq(h.metric("samples-in"), fed);
  ck_assert_uint_eq(h.metric("blocks"), fed / block);
  const guint64 rest = fed % block;
  h.eos();
  expect_account(h, 0);
  ck_assert_uint_eq(h.metric("samples-padded"), rest == 0 ? 0 : block - rest);
  ck_assert_uint_eq(h.metric("samples-out"), fed + h.metric("samples-padded"));
  std::size_t bytes = 0;
  for (const BufferPtr& buffer : h.take_blocks()) bytes += gst_buffer_get_size(buffer.get());
  ck_assert_uint_eq(bytes, h.metric("samples-out") * sizeof(float));
  ck_assert_uint_eq(h.metric("blocks-analyzed"), h.metric("blocks"));
  ck_assert_uint_eq(h.metric("blocks-skipped"), 0);
}
END_TEST

START_TEST(a_short_last_block_is_not_padded) {
  Harness h({{"overflow-policy", "wait"}, {"partial-block", "short"}});
  ck_assert(h.open(float_caps()));
  feed_floats(h, Samples(2500));
  h.eos();
  ck_assert_uint_eq(h.metric("samples-out"), 2500);
  ck_assert_uint_eq(h.metric("samples-padded"), 0);
  ck_assert_uint_eq(h.metric("blocks"), 3);
}
END_TEST

START_TEST(discontinuities_and_unusable_samples_are_counted) {
  Harness h;
  ck_assert(h.open(float_caps()));
  Samples odd(block, 0.5F);
  odd[1] = std::nanf("");
  odd[2] = INFINITY;
  odd[3] = -INFINITY;
  feed_floats(h, odd);
  ck_assert_uint_eq(h.metric("nonfinite-samples"), 3);
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
  feed_floats(h, Samples(block), 100 * block);
  ck_assert_uint_eq(h.metric("discontinuities"), 1);
}
END_TEST

START_TEST(processing_times_and_load_are_measured) {
  Harness h;
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(440.0, 100 * block));
  const StructurePtr metrics = h.metrics();
  const guint64 median = u64(metrics.get(), "processing-p50");
  ck_assert_uint_gt(median, 0);
  ck_assert_uint_ge(u64(metrics.get(), "processing-p99"), median);
  ck_assert_uint_ge(u64(metrics.get(), "processing-max"), u64(metrics.get(), "processing-p99"));
  ck_assert(number(metrics.get(), "load") > 0.0);
  ck_assert_uint_ge(u64(h.status().get(), "block-latency"), 21333334 + median);
}
END_TEST

// ---- memory ----

START_TEST(memory_adds_up_and_comes_back) {
  Harness h;
  ck_assert(h.open(float_caps(48000, 2)));
  feed_floats(h, Samples(20 * block));
  h.take();
  const StructurePtr metrics = h.metrics();
  guint64 sum = 0;
  for (const char* name :
       {"memory-ring", "memory-pool", "memory-exchange", "memory-scratch", "memory-fft"}) {
    ck_assert_msg(u64(metrics.get(), name) > 0, "%s", name);
    sum += u64(metrics.get(), name);
  }
  ck_assert_uint_eq(sum, u64(metrics.get(), "memory-current"));
  ck_assert_uint_eq(sum, u64(h.status().get(), "memory-current"));
  ck_assert_uint_le(sum, u64(metrics.get(), "memory-peak"));
  ck_assert_uint_le(u64(metrics.get(), "memory-peak"), BufferConstants::memory_limit);
  ck_assert_uint_gt(u64(metrics.get(), "allocations-setup"), 0);
  ck_assert_uint_eq(u64(metrics.get(), "allocations-steady"), 0);
  ck_assert_uint_eq(
      u64(metrics.get(), "allocations-setup") + u64(metrics.get(), "allocations-growth"),
      u64(metrics.get(), "allocations-small") + u64(metrics.get(), "allocations-medium") +
          u64(metrics.get(), "allocations-large") + u64(metrics.get(), "allocations-huge"));
  gst_element_set_state(h.element(), GST_STATE_READY);
  for (const char* name : {"memory-ring", "memory-pool", "memory-exchange", "memory-scratch",
                           "memory-fft", "memory-current"})
    ck_assert_msg(h.metric(name) == 0, "%s is %llu in READY", name, wide(h.metric(name)));
}
END_TEST

START_TEST(a_new_format_does_not_add_to_the_old_ones_memory) {
  Harness h;
  h.stream_start();
  for (int round = 0; round < 5; ++round) {
    for (const int channels : {1, 2}) {
      Harness alone;
      ck_assert(alone.open(float_caps(48000, channels)));
      ck_assert(h.caps(float_caps(48000, channels)));
      h.segment();
      h.feed(float_buffer(Samples(static_cast<std::size_t>(channels) * 3 * block), 0));
      h.take();
      // What the helper thread still has of the old format is given back, too.
      ck_assert(
          wait_until([&] { return h.metric("memory-current") == alone.metric("memory-current"); }));
    }
  }
}
END_TEST

// ---- reset ----

START_TEST(reset_counts_from_zero_at_once) {
  Harness h({{"overflow-policy", "wait"}, {"interval", "0"}});
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(440.0, 20 * block + 480));
  const auto all_back = [&h] {
    h.take();
    return h.metric("pool-in-use") == 1 && h.metric("messages-posted") == 20;
  };
  ck_assert(wait_until(all_back));
  std::thread([&h] { g_signal_emit_by_name(h.element(), "reset"); }).join();
  const StructurePtr metrics = h.metrics();
  for (const char* name : counters)
    ck_assert_msg(u64(metrics.get(), name) == 0, "%s is %llu", name,
                  wide(u64(metrics.get(), name)));
  ck_assert(number(metrics.get(), "load") == 0.0);
  ck_assert_uint_eq(u64(metrics.get(), "memory-peak"), u64(metrics.get(), "memory-current"));
  ck_assert_uint_eq(u64(metrics.get(), "pool-peak"), u64(metrics.get(), "pool-in-use"));
}
END_TEST

START_TEST(reset_drops_buffered_samples_and_begins_anew) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  const auto at = [](std::size_t sample) {
    return gst_util_uint64_scale(sample, GST_SECOND, 48000);
  };
  h.feed(make_ramp(0, 2 * block + 480, 0));
  h.take();
  g_signal_emit_by_name(h.element(), "reset");
  h.feed(make_ramp(2 * block + 480, block, at(2 * block + 480)));
  const BufferPtr first = h.take_block();
  std::vector<BufferPtr> blocks;
  blocks.emplace_back(gst_buffer_ref(first.get()));
  ck_assert_int_eq(values_of(blocks).front(), 2 * block + 480);
  ck_assert_uint_eq(u64(block_info(first), "block-index"), 0);
  ck_assert_uint_eq(u64(block_info(first), "start-sample"), 0);
  ck_assert_uint_eq(u64(block_info(first), "timestamp"), at(2 * block + 480));
  ck_assert(boolean(block_info(first), "discont"));
  ck_assert(has_flag(first, GST_BUFFER_FLAG_DISCONT));
  // The 480 were taken in before the reset.
  ck_assert_uint_eq(h.metric("samples-in"), block);
  ck_assert_uint_eq(h.metric("samples-out"), block);
  expect_account(h, 0);
  h.feed(make_ramp(3 * block + 480, block, at(3 * block + 480)));
  ck_assert(!boolean(block_info(h.take_block()), "discont"));
}
END_TEST

/// What waits for the helper thread is still delivered, but counts as from before the reset: what
/// came since is counted exactly.
START_TEST(what_waits_at_a_reset_is_not_counted_after_it) {
  const Deadline deadline;
  for (const char* mode : {"inline", "worker"}) {
    const bool worker = std::string_view(mode) == "worker";
    const std::size_t depth =
        worker ? BufferConstants::block_queue_depth : BufferConstants::result_queue_depth;
    for (const std::size_t waiting : {depth / 2, depth}) {
      Harness h({{"overflow-policy", "evict-oldest"}, {"analysis-mode", mode}});
      BlockLog log(h.element());
      Gate gate(h.element());
      ck_assert(h.open(float_caps()));
      feed_floats(h, Samples(block));
      gate.expect_call();
      std::size_t at = 1;
      // Blocks go back to the pool, which cannot grow now.
      const auto feed_to = [&h, &at](std::size_t end) {
        for (; at <= end; ++at) {
          feed_floats(h, Samples(block), at * block);
          h.take();
        }
      };
      feed_to(waiting);
      g_signal_emit_by_name(h.element(), "reset");
      constexpr std::size_t since = 3;
      feed_to(waiting + since);
      const std::size_t evicted = waiting == depth ? since : 0;
      ck_assert_uint_eq(h.metric("overruns"), evicted);
      gate.open();
      log.expect(1 + waiting + since - evicted);
      h.eos();
      ck_assert_uint_eq(h.metric("blocks"), since);
      ck_assert_uint_eq(h.metric("blocks-analyzed"), since);
      ck_assert_uint_eq(h.metric("evicted-results"), 0);
      ck_assert_uint_eq(h.metric("evicted-samples"), 0);
      ck_assert_uint_eq(h.metric("samples-in"), since * block);
      ck_assert_uint_eq(h.metric("samples-out"), since * block);
    }
  }
}
END_TEST

namespace {

GstPadProbeReturn reset_once(GstPad* /*pad*/, GstPadProbeInfo* /*info*/, gpointer element) {
  g_signal_emit_by_name(element, "reset");
  return GST_PAD_PROBE_REMOVE;
}

}  // namespace

/// The rest of a push belongs to where its samples were counted.
START_TEST(a_reset_amid_a_push_counts_from_the_next) {
  Harness h;
  ck_assert(h.open(float_caps()));
  const PadPtr src(gst_element_get_static_pad(h.element(), "src"));
  gst_pad_add_probe(src.get(), GST_PAD_PROBE_TYPE_BUFFER, reset_once, h.element(), nullptr);
  feed_floats(h, Samples(4 * block + 100));
  ck_assert_uint_eq(h.take_blocks().size(), 4);
  for (const char* name : counters) ck_assert_uint_eq(h.metric(name), 0);
  feed_floats(h, Samples(block), 4 * block + 100);
  ck_assert_uint_eq(h.metric("blocks"), 1);
  ck_assert_uint_eq(h.metric("samples-in"), block);
  expect_account(h, 0);
}
END_TEST

START_TEST(reset_works_in_any_state) {
  const ElementPtr element = make_audioblocks();
  for (const GstState state : {GST_STATE_NULL, GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING,
                               GST_STATE_READY, GST_STATE_NULL}) {
    gst_element_set_state(element.get(), state);
    g_signal_emit_by_name(element.get(), "reset");
    ck_assert_uint_eq(u64(report(element.get(), "metrics").get(), "samples-in"), 0);
  }
}
END_TEST

START_TEST(a_new_run_counts_from_zero) {
  Harness h;
  ck_assert(h.open(float_caps()));
  feed_floats(h, Samples(5 * block));
  gst_element_set_state(h.element(), GST_STATE_READY);
  // What was counted stays readable until the next run.
  ck_assert_uint_eq(h.metric("blocks"), 5);
  gst_element_set_state(h.element(), GST_STATE_PLAYING);
  ck_assert_uint_eq(h.metric("blocks"), 0);
}
END_TEST

// ---- several threads ----

namespace {

void read_reports(GstElement* element, const std::atomic<bool>& stop, std::atomic<int>& faults,
                  std::atomic<int>& reads) {
  guint64 blocks_before = 0;
  while (!stop) {
    const StructurePtr metrics = report(element, "metrics");
    const StructurePtr status = report(element, "status");
    const auto of = [&metrics](const char* name) {
      guint64 value = 0;
      gst_structure_get_uint64(metrics.get(), name, &value);
      return value;
    };
    // Of one moment: blocks and samples-out, of which samples-in is ahead by a buffer at most.
    const guint64 pending = of("samples-in") - of("samples-out");
    const bool right = of("samples-out") == of("blocks") * block &&
                       of("blocks-analyzed") == of("blocks") && pending < block + 4800 &&
                       of("blocks") >= blocks_before &&
                       of("processing-p50") <= of("processing-max") &&
                       of("memory-current") <= BufferConstants::memory_limit;
    gint fill = -1;
    gst_structure_get_int(status.get(), "fill-samples", &fill);
    if (!right || fill < 0 || std::cmp_greater(fill, block)) ++faults;
    blocks_before = of("blocks");
    ++reads;
  }
}

}  // namespace

START_TEST(reports_read_while_streaming_are_of_one_moment) {
  Harness h;
  ck_assert(h.open(float_caps()));
  std::atomic<bool> stop{false};
  std::atomic<int> faults{0};
  std::atomic<int> reads{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i)
    readers.emplace_back([&] { read_reports(h.element(), stop, faults, reads); });
  std::size_t at = 0;
  while (reads < 20'000) {
    for (const std::size_t count : {480U, 4800U, 128U, 1024U}) {
      feed_floats(h, Samples(count, 0.1F), at);
      at += count;
    }
    h.take();
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  ck_assert_int_eq(faults, 0);
  expect_account(h, 0);
  ck_assert_uint_eq(h.metric("samples-in"), at);
}
END_TEST

START_TEST(properties_may_change_while_streaming) {
  struct Change {
    const char* name;
    const char* value;
  };
  const std::vector<Change> changes{
      {"window", "hann"},
      {"window", "blackman"},
      {"window", "hamming"},
      {"analyses", "0"},
      {"analyses", "level"},
      {"analyses", "spectrum+pitch"},
      {"analyses", "level+spectrum+pitch"},
      {"multi-channel", "true"},
      {"multi-channel", "false"},
      {"partial-block", "short"},
      {"partial-block", "pad"},
      {"alignment-threshold", "0"},
      {"alignment-threshold", "40000000"},
      {"discont-wait", "1000000000"},
      {"discont-wait", "0"},
      {"min-frequency", "100"},
      {"min-frequency", "0"},
      {"max-frequency", "1e9"},
      {"max-frequency", "1"},
      {"max-frequency", "0"},
      {"reference-frequency", "1"},
      {"reference-frequency", "20000"},
      {"reference-frequency", "440"},
      {"clarity-threshold", "0"},
      {"clarity-threshold", "1"},
      {"audio-level-meta", "true"},
      {"audio-level-meta", "false"},
      {"peak-ttl", "0"},
      {"peak-ttl", "18446744073709551615"},
      {"peak-falloff", "1e308"},
      {"peak-falloff", "0"},
      {"silence-threshold", "-700"},
      {"silence-threshold", "0"},
      {"bands", "1024"},
      {"bands", "0"},
      {"bands", "7"},
      {"post-messages", "true"},
      {"post-messages", "false"},
      {"interval", "0"},
      {"interval", "1"},
      {"interval", "100000000"},
      {"qos", "true"},
  };
  Harness h;
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(48000, 2)));
  std::atomic<bool> stop{false};
  std::atomic<int> changed{0};
  std::thread setter([&] {
    std::mt19937 random(3);
    for (; !stop; ++changed) {
      const Change& change = changes[random() % changes.size()];
      gst_util_set_object_arg(G_OBJECT(h.element()), change.name, change.value);
      if (random() % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  std::size_t at = 0;
  const Samples tone = interleave({sine(440.0, 480), sine(660.0, 480)});
  std::size_t blocks = 0;
  while (changed < 30'000) {
    feed_floats(h, tone, at);
    at += 480;
    blocks += h.take_blocks().size();
  }
  stop = true;
  setter.join();
  ck_assert_uint_eq(blocks, at / block);
  ck_assert_uint_eq(h.metric("discontinuities"), 0);
  log.expect(blocks);
  for (const Told& told : log.take())
    for (const char* name : {"frequency", "clarity", "cents", "centroid", "peak-magnitude"})
      if (has(told.get(), name) && !std::isfinite(number(told.get(), name)))
        ck_abort_msg("%s is not finite", name);
}
END_TEST

/// The base class would drop what is late.
START_TEST(lateness_never_drops_audio) {
  Harness h;
  g_object_set(h.element(), "qos", TRUE, nullptr);
  ck_assert(h.open(float_caps()));
  for (std::size_t i = 0; i < 50; ++i) {
    const GstClockTime time = gst_util_uint64_scale(i * block, GST_SECOND, 48000);
    gst_harness_push_upstream_event(
        h.get(), gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 10.0, 10 * GST_SECOND, time));
    feed_floats(h, Samples(block, 0.5F), i * block);
  }
  const auto blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 50);
  for (const BufferPtr& buffer : blocks) ck_assert(boolean(block_info(buffer), "analyzed"));
  ck_assert_uint_eq(h.metric("blocks-skipped"), 0);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "status",
                   {ELEMENT_TEST(status_has_every_field_in_every_state),
                    ELEMENT_TEST(metrics_have_every_field_in_every_state),
                    ELEMENT_TEST(status_reports_what_was_negotiated),
                    ELEMENT_TEST(status_reports_whether_upstream_is_live),
                    ELEMENT_TEST(state_follows_the_block),
                    ELEMENT_TEST(the_latency_budget_is_reported),
                    ELEMENT_TEST(the_latency_of_blocks_fed_in_chunks_is_their_time_and_processing),
                    ELEMENT_TEST(the_account_of_samples_is_exact),
                    ELEMENT_TEST(a_short_last_block_is_not_padded),
                    ELEMENT_TEST(discontinuities_and_unusable_samples_are_counted),
                    ELEMENT_TEST(processing_times_and_load_are_measured),
                    ELEMENT_TEST(memory_adds_up_and_comes_back),
                    ELEMENT_TEST(a_new_format_does_not_add_to_the_old_ones_memory),
                    ELEMENT_TEST(reset_counts_from_zero_at_once),
                    ELEMENT_TEST(reset_drops_buffered_samples_and_begins_anew),
                    ELEMENT_TEST(what_waits_at_a_reset_is_not_counted_after_it),
                    ELEMENT_TEST(a_reset_amid_a_push_counts_from_the_next),
                    ELEMENT_TEST(reset_works_in_any_state),
                    ELEMENT_TEST(a_new_run_counts_from_zero),
                    ELEMENT_TEST(reports_read_while_streaming_are_of_one_moment),
                    ELEMENT_TEST(properties_may_change_while_streaming),
                    ELEMENT_TEST(lateness_never_drops_audio)});
}
