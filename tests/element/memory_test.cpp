// SPDX-License-Identifier: LGPL-2.1-or-later
//
// max-memory: what becomes smaller where memory is short, and how that is reported.
#include <set>

#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;
constexpr int block_size = BufferConstants::default_block_samples;
constexpr std::size_t limit = BufferConstants::memory_limit;

Properties with_memory(std::size_t bytes, const char* mode = "inline") {
  return {
      {"overflow-policy", "wait"}, {"analysis-mode", mode}, {"max-memory", std::to_string(bytes)}};
}

/// The outcome of a negotiation under some limit.
struct Outcome {
  bool negotiated = false;
  int block_samples = 0;
  int pool_blocks = 0;
  int exchange_depth = 0;
  std::size_t warnings = 0;
  std::vector<ErrorText> errors;
};

/// `allowed` is what downstream takes; empty, it takes anything.
Outcome negotiate(std::size_t bytes, const char* mode, const std::string& allowed) {
  Harness h(with_memory(bytes, mode));
  if (!allowed.empty()) h.downstream(allowed);
  Outcome outcome;
  outcome.negotiated = h.open(float_caps());
  const StructurePtr status = h.status();
  outcome.block_samples = integer(status.get(), "block-samples");
  outcome.pool_blocks = integer(status.get(), "pool-blocks");
  outcome.exchange_depth = integer(status.get(), "exchange-depth");
  ck_assert_uint_le(h.metric("memory-peak"), bytes);
  if (outcome.negotiated) {
    ck_assert_int_eq(h.block_samples(), outcome.block_samples);
    ck_assert_uint_eq(u64(status.get(), "memory-limit"), bytes);
    // It works, and loses nothing.
    const auto samples = static_cast<std::size_t>(outcome.block_samples);
    for (std::size_t i = 0; i < 20; ++i) {
      feed_floats(h, sine(440.0, samples, 1.0, 48000, i * samples), i * samples);
      const BufferPtr buffer = h.take_block();
      ck_assert_uint_eq(gst_buffer_get_size(buffer.get()), samples * sizeof(float));
    }
    h.eos();
    ck_assert_uint_eq(h.metric("blocks-analyzed"), 20);
    ck_assert_uint_le(h.metric("memory-peak"), bytes);
  } else {
    ck_assert_int_eq(h.push(float_buffer(Samples(block))), GST_FLOW_NOT_NEGOTIATED);
  }
  for (const MessagePtr& message :
       take_messages(h.bus(), static_cast<GstMessageType>(GST_MESSAGE_WARNING | GST_MESSAGE_ERROR)))
    if (GST_MESSAGE_TYPE(message.get()) == GST_MESSAGE_WARNING) ++outcome.warnings;
  return outcome;
}

std::string sizes(const char* list) {
  return std::string("audio/x-raw, block-samples={") + list + "}";
}

}  // namespace

START_TEST(shorter_queues_first_then_smaller_blocks_then_an_error) {
  const Deadline deadline;
  for (const char* mode : {"inline", "worker"}) {
    Outcome last{true, block_size, 64, BufferConstants::result_queue_depth, 0, {}};
    std::set<int> depths;
    bool shorter = false;
    bool smaller = false;
    std::size_t bytes = 1000000;
    for (; last.negotiated; bytes = bytes * 19 / 20) {
      const Outcome outcome = negotiate(bytes, mode, "");
      if (!outcome.negotiated) {
        ck_assert(!last.negotiated || shorter);
        break;
      }
      const bool same_size = outcome.block_samples == block_size;
      ck_assert_uint_eq(outcome.warnings, same_size ? 0 : 1);
      ck_assert_int_le(outcome.block_samples, last.block_samples);
      shorter = shorter || (same_size && outcome.pool_blocks < 64 &&
                            outcome.exchange_depth < last.exchange_depth);
      smaller = smaller || !same_size;
      if (same_size) depths.insert(outcome.exchange_depth);
      last = outcome;
    }
    ck_assert_msg(shorter, "%s: no shorter queue", mode);
    ck_assert_msg(depths.size() > 2, "%s: at once from the longest queue to the shortest", mode);
    ck_assert_msg(smaller || one_size_only, "%s: no smaller block", mode);
    ck_assert_uint_gt(bytes, 1000);
  }
}
END_TEST

START_TEST(only_sizes_that_downstream_takes) {
  if (one_size_only) return;
  const Deadline deadline;
  bool small = false;
  for (std::size_t bytes = 1000000; bytes > 1000; bytes = bytes * 9 / 10) {
    const Outcome outcome = negotiate(bytes, "inline", sizes("1024, 512, 256"));
    if (!outcome.negotiated) break;
    ck_assert(outcome.block_samples == 1024 || outcome.block_samples == 512 ||
              outcome.block_samples == 256);
    small = small || outcome.block_samples < 1024;
  }
  ck_assert(small);
  ck_assert(!negotiate(100000, "inline", block_caps(2048)).negotiated);
}
END_TEST

START_TEST(what_does_not_fit_is_one_error_that_names_the_limit) {
  Harness h(with_memory(5000));
  ck_assert(!h.open(float_caps()));
  const auto errors = h.errors();
  ck_assert_uint_eq(errors.size(), 1);
  ck_assert(errors[0].domain == GST_RESOURCE_ERROR &&
            errors[0].code == GST_RESOURCE_ERROR_NO_SPACE_LEFT);
  ck_assert(errors[0].says("5000"));
  ck_assert(errors[0].says("1024"));
  // With more memory it goes on.
  gst_element_set_state(h.element(), GST_STATE_READY);
  g_object_set(h.element(), "max-memory", guint64{limit}, nullptr);
  gst_element_set_state(h.element(), GST_STATE_PLAYING);
  ck_assert(h.open(float_caps()));
  feed_floats(h, Samples(block));
  h.take_block();
}
END_TEST

START_TEST(a_new_limit_holds_from_the_next_negotiation) {
  Harness h;
  ck_assert(h.open(float_caps()));
  g_object_set(h.element(), "max-memory", guint64{2000000}, nullptr);
  ck_assert_uint_eq(u64(h.status().get(), "memory-limit"), limit);
  ck_assert(h.caps(float_caps(44100)));
  h.segment();
  ck_assert_uint_eq(u64(h.status().get(), "memory-limit"), 2000000);
}
END_TEST

START_TEST(a_new_limit_holds_from_ready_on_with_the_same_caps) {
  Harness h;
  ck_assert(h.open(float_caps()));
  feed_floats(h, Samples(block));
  h.take_block();
  gst_element_set_state(h.element(), GST_STATE_READY);
  g_object_set(h.element(), "max-memory", guint64{500000}, nullptr);
  gst_element_set_state(h.element(), GST_STATE_PLAYING);
  ck_assert(h.open(float_caps()));
  feed_floats(h, Samples(block));
  h.take_block();
  ck_assert_uint_eq(u64(h.status().get(), "memory-limit"), 500000);
  ck_assert_uint_le(h.metric("memory-peak"), 500000);
}
END_TEST

/// Blocks that downstream holds come from a pool that grew to the limit: one of them, wherever it
/// lies, must not keep the memory of all.
START_TEST(one_block_that_is_held_does_not_pin_a_whole_pool) {
  const Deadline deadline;
  for (const std::size_t kept : {std::size_t{0}, std::size_t{20}, std::size_t{60}}) {
    Harness h({{"overflow-policy", "evict-oldest"}, {"analyses", "0"}});
    ck_assert(h.open(caps_text(GST_AUDIO_NE(F64), 48000, 64)));
    const Samples samples(block * 64 * 2);
    ck_assert(wait_until([&] {
      h.feed(float_buffer(samples));
      return h.metric("pool-in-use") > 80;
    }));
    std::vector<BufferPtr> held = h.take_blocks();
    ck_assert_uint_gt(held.size(), 60);
    const BufferPtr one = std::move(held[kept]);
    held.clear();
    ck_assert(h.caps(caps_text(GST_AUDIO_NE(F64), 44100, 64)));
    h.segment();
    ck_assert_int_eq(integer(h.status().get(), "block-samples"), block);
    ck_assert_int_gt(integer(h.status().get(), "pool-blocks"), 10);
    h.feed(float_buffer(samples));
    h.take_block();
    ck_assert_uint_le(h.metric("memory-peak"), limit);
    ck_assert_uint_eq(
        take_messages(h.bus(), static_cast<GstMessageType>(GST_MESSAGE_WARNING | GST_MESSAGE_ERROR))
            .size(),
        0);
  }
}
END_TEST

/// The pool grows on the helper thread while the streaming thread negotiates: both want the last
/// bytes.
START_TEST(growth_never_makes_a_negotiation_fail) {
  const Deadline deadline;
  Harness h({{"overflow-policy", "evict-oldest"}, {"analyses", "0"}});
  ck_assert(h.open(caps_text(GST_AUDIO_NE(F64), 48000, 64)));
  const Samples samples(block * 64 * 2);
  for (int round = 0; round < 20; ++round) {
    for (int i = 0; i < 15 + round; ++i) h.feed(float_buffer(samples));
    h.take();
    ck_assert(h.caps(caps_text(GST_AUDIO_NE(F64), round % 2 == 0 ? 44100 : 48000, 64)));
    h.segment();
    ck_assert_int_gt(integer(h.status().get(), "pool-blocks"), 0);
  }
  ck_assert_uint_eq(h.errors().size(), 0);
}
END_TEST

/// A smaller size that memory enforces takes over the samples that are pending.
START_TEST(no_sample_is_lost_where_memory_makes_blocks_smaller) {
  if (one_size_only) return;
  const Deadline deadline;
  // 1024 fits with a few blocks; what downstream would rather have then does not.
  std::size_t bytes = 1000000;
  while (negotiate(bytes, "inline", "").block_samples == block_size) bytes = bytes * 9 / 10;
  Harness h(with_memory(bytes * 5 / 4));
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  ck_assert_int_eq(h.block_samples(), static_cast<gint>(block));
  std::vector<std::int64_t> values;
  // There is memory for few blocks: none is held.
  const auto take = [&h, &values] {
    std::ranges::copy(values_of(h.take_blocks()), std::back_inserter(values));
  };
  const auto feed = [&h, &take](std::size_t first, std::size_t last) {
    constexpr std::size_t piece = 100;
    for (std::size_t at = first; at < last; at += piece) {
      h.feed(make_ramp(at, piece, gst_util_uint64_scale(at, GST_SECOND, 48000)));
      take();
    }
  };
  feed(0, 1500);
  h.downstream(sizes("1664, 256"));
  feed(1500, 4500);
  h.eos();
  take();
  ck_assert_int_eq(h.block_samples(), 256);
  ck_assert_uint_ge(values.size(), 4500);
  for (std::size_t i = 0; i < 4500; ++i) ck_assert_int_eq(values[i], static_cast<gint64>(i));
}
END_TEST

namespace {

/// Sends caps of another rate in through the sink pad while a block is on its way out.
GstPadProbeReturn change_the_rate(GstPad* /*pad*/, GstPadProbeInfo* /*info*/, gpointer data) {
  const auto* h = static_cast<const Harness*>(data);
  const CapsPtr caps = make_caps(caps_text(GST_AUDIO_NE(F32), 44100, 1));
  PadPtr sink(gst_element_get_static_pad(h->element(), "sink"));
  ck_assert(gst_pad_send_event(sink.get(), gst_event_new_caps(caps.get())) != FALSE);
  return GST_PAD_PROBE_REMOVE;
}

}  // namespace

/// The element itself allocates nothing there, so that downstream has to make it: what a
/// negotiation allocates is steady where samples or a gap come around it, after the first block.
START_TEST(what_is_allocated_in_steady_state_is_counted) {
  struct Case {
    void (*push)(Harness&, std::size_t first);
    std::size_t blocks_before;
    bool steady;
  };
  const auto samples = [](Harness& h, std::size_t first) { feed_floats(h, Samples(block), first); };
  const auto gap = [](Harness& h, std::size_t first) {
    const auto time_of = [](std::size_t at) {
      return gst_util_uint64_scale(at, GST_SECOND, 48000);
    };
    h.event(gst_event_new_gap(time_of(first), time_of(block)));
  };
  const auto end_of_run = [](Harness& h, std::size_t first) {
    feed_floats(h, Samples(1), first);
    h.event(gst_event_new_segment_done(GST_FORMAT_TIME, 0));
  };
  for (const auto& [push, blocks_before, steady] :
       {Case{samples, 0, false}, Case{samples, 1, true}, Case{gap, 0, false}, Case{gap, 1, true},
        Case{end_of_run, 1, false}}) {
    Harness h;
    ck_assert(h.open(float_caps()));
    feed_floats(h, Samples(blocks_before * block));
    ck_assert_uint_eq(h.metric("allocations-steady"), 0);
    const guint64 at_setup = h.metric("allocations-setup");
    PadPtr src(gst_element_get_static_pad(h.element(), "src"));
    gst_pad_add_probe(src.get(), GST_PAD_PROBE_TYPE_BUFFER, change_the_rate, &h, nullptr);
    push(h, blocks_before * block);
    ck_assert_int_eq(integer(h.status().get(), "rate"), 44100);
    ck_assert_int_eq(h.metric("allocations-steady") > 0, steady);
    ck_assert_int_eq(h.metric("allocations-setup") > at_setup, !steady);
    // Once that is over, a negotiation is a negotiation again.
    const guint64 counted = h.metric("allocations-steady");
    ck_assert(h.caps(caps_text(GST_AUDIO_NE(F32), 32000, 1)));
    ck_assert_uint_eq(h.metric("allocations-steady"), counted);
  }
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "memory",
                   {ELEMENT_TEST(shorter_queues_first_then_smaller_blocks_then_an_error),
                    ELEMENT_TEST(only_sizes_that_downstream_takes),
                    ELEMENT_TEST(what_does_not_fit_is_one_error_that_names_the_limit),
                    ELEMENT_TEST(a_new_limit_holds_from_the_next_negotiation),
                    ELEMENT_TEST(a_new_limit_holds_from_ready_on_with_the_same_caps),
                    ELEMENT_TEST(one_block_that_is_held_does_not_pin_a_whole_pool),
                    ELEMENT_TEST(growth_never_makes_a_negotiation_fail),
                    ELEMENT_TEST(no_sample_is_lost_where_memory_makes_blocks_smaller),
                    ELEMENT_TEST(what_is_allocated_in_steady_state_is_counted)});
}
