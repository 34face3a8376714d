// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The two bounded queues: blocks that downstream holds, and results that wait for the helper
// thread.
#include <algorithm>
#include <atomic>

#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = 1024;
constexpr std::size_t queue_depth = BufferConstants::result_queue_depth;

/// The largest frames there are: 64 channels of doubles, 512 bytes; 1024 of them are 0.5 MiB, so
/// that under a hundred blocks fill the memory.
std::string wide_caps() { return caps_text(GST_AUDIO_NE(F64), 48000, 64); }
constexpr std::size_t wide_frame = 64 * sizeof(double);
constexpr std::size_t wide_blocks_at_most = BufferConstants::memory_limit / (block * wide_frame);

/// Two blocks from sample `first` on; the bytes of each frame hold the number of its block.
BufferPtr wide_buffer(std::size_t first) {
  Bytes bytes(2 * block * wide_frame);
  for (std::size_t i = 0; i < 2; ++i)
    std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(i * block * wide_frame),
                block * wide_frame, static_cast<std::uint8_t>(first / block + i));
  return make_buffer(bytes, gst_util_uint64_scale(first, GST_SECOND, 48000));
}

/// True if the pool of wide blocks has as many as the memory allows and downstream holds them all.
/// While the pool grows, it has charged memory that is not yet a block.
bool is_exhausted(const Harness& h) {
  const guint64 room = BufferConstants::memory_limit - h.metric("memory-current");
  const auto blocks = static_cast<guint64>(integer(h.status().get(), "pool-blocks"));
  return room < block * wide_frame && h.metric("memory-pool") / (block * wide_frame) == blocks &&
         h.metric("pool-in-use") == blocks;
}

/// Pushes wide buffers on a thread of its own until one is refused.
class Pusher {
 public:
  explicit Pusher(Harness& harness, std::size_t first = 0)
      : thread_([this, &harness, first] {
          std::size_t at = first;
          do {
            flow_ = harness.push(wide_buffer(at));
            at += 2 * block;
            ++pushed_;
          } while (flow_ == GST_FLOW_OK && !stop_);
          done_ = true;
        }) {}
  Pusher(const Pusher&) = delete;
  Pusher& operator=(const Pusher&) = delete;
  ~Pusher() { thread_.join(); }

  void stop() { stop_ = true; }
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] GstFlowReturn flow() const { return flow_; }
  [[nodiscard]] std::size_t pushed() const { return pushed_; }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<bool> done_{false};
  std::atomic<GstFlowReturn> flow_{GST_FLOW_OK};
  std::atomic<std::size_t> pushed_{0};
  std::thread thread_;
};

Properties without_analysis(Properties properties) {
  properties.emplace_back("analyses", "0");
  return properties;
}

/// Feeds samples 0, 1, 2, … of S32LE mono in buffers of `length`.
void feed_ramp(Harness& h, std::size_t first, std::size_t samples, std::size_t length = 480) {
  for (std::size_t at = first; at < first + samples; at += length) {
    const std::size_t count = std::min(length, first + samples - at);
    h.feed(make_ramp(at, count, gst_util_uint64_scale(at, GST_SECOND, 48000)));
  }
}

void expect_ramp(const std::vector<BufferPtr>& blocks, std::size_t first) {
  const auto values = values_of(blocks);
  std::size_t i = 0;
  while (i < values.size() && static_cast<std::size_t>(values[i]) == first + i) ++i;
  // One assertion for all samples, since each is a system call even if it holds.
  ck_assert_msg(i == values.size(), "sample %zu is %lld", first + i,
                i < values.size() ? static_cast<long long>(values[i]) : 0LL);
}

}  // namespace

// ---- blocks that downstream holds ----

START_TEST(the_pool_grows_while_blocks_are_held) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  feed_ramp(h, 0, 100 * block);
  ck_assert(wait_until([&h] { return h.metric("allocations-growth") > 0; }));
  feed_ramp(h, 100 * block, 400 * block);
  const auto blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 500);
  expect_ramp(blocks, 0);
  ck_assert_int_ge(integer(h.status().get(), "pool-blocks"), 500);
  ck_assert_uint_eq(h.metric("pool-in-use"), 500);
  ck_assert_uint_eq(h.metric("pool-peak"), 500);
  ck_assert_uint_eq(h.metric("dropped-blocks"), 0);
  ck_assert_uint_eq(h.metric("evicted-samples"), 0);
  ck_assert_uint_eq(h.metric("allocations-steady"), 0);
}
END_TEST

START_TEST(the_pool_starts_with_64_blocks_or_a_quarter_of_the_memory) {
  Harness small;
  ck_assert(small.open(caps_text("S32LE", 48000, 1)));
  ck_assert_int_eq(integer(small.status().get(), "pool-blocks"), 64);
  Harness big;
  ck_assert(big.open(wide_caps()));
  const gint blocks = integer(big.status().get(), "pool-blocks");
  const auto quarter = static_cast<gint>(wide_blocks_at_most / 4);
  ck_assert_msg(blocks <= quarter && blocks >= quarter / 2, "%d of %d blocks", blocks, quarter);
}
END_TEST

START_TEST(at_the_limit_the_newest_block_is_dropped_and_counted) {
  Harness h(without_analysis(evicting()));
  OverflowLog overflow(h.element());
  ck_assert(h.open(wide_caps()));
  // Held by the harness until the helper thread finds no more room, however seldom it runs.
  std::size_t fed = 0;
  const auto feed = [&h, &fed] {
    h.feed(wide_buffer(fed * block));
    fed += 2;
  };
  ck_assert(wait_until([&] {
    feed();
    return is_exhausted(h);
  }));
  const guint64 dropped_before = h.metric("dropped-blocks");
  for (int i = 0; i < 100; ++i) feed();
  ck_assert_uint_eq(h.metric("dropped-blocks"), dropped_before + 200);
  std::vector<BufferPtr> held = h.take_blocks();
  const guint64 dropped = h.metric("dropped-blocks");
  ck_assert_uint_ge(dropped, fed - wide_blocks_at_most);
  ck_assert_uint_eq(held.size() + dropped, fed);
  ck_assert_uint_eq(h.metric("blocks"), held.size());
  ck_assert_uint_eq(h.metric("evicted-samples"), dropped * block);
  ck_assert_uint_ge(h.metric("overruns"), dropped);
  ck_assert_uint_eq(h.metric("samples-in"), fed * block);
  ck_assert_uint_eq(h.metric("samples-out"), held.size() * block);
  ck_assert_msg(held.size() > wide_blocks_at_most * 3 / 4, "only %zu blocks were made of %zu",
                held.size(), wide_blocks_at_most);
  ck_assert_uint_le(h.metric("memory-peak"), BufferConstants::memory_limit);
  // The oldest blocks are the ones that are there, whole.
  for (const BufferPtr& buffer : held) {
    const guint64 number = u64(block_info(buffer), "start-sample") / block;
    const Bytes bytes = bytes_of(buffer);
    ck_assert(std::ranges::all_of(
        bytes, [number](std::uint8_t byte) { return byte == static_cast<std::uint8_t>(number); }));
  }

  held.clear();
  h.feed(wide_buffer(fed * block));
  const auto after = h.take_blocks();
  ck_assert_uint_eq(after.size(), 2);
  ck_assert(has_flag(after[0], GST_BUFFER_FLAG_DISCONT));
  ck_assert(boolean(block_info(after[0]), "discont"));
  ck_assert_uint_eq(u64(block_info(after[0]), "start-sample"), fed * block);
  ck_assert_uint_eq(u64(block_info(after[0]), "block-index"), fed);
  ck_assert_uint_eq(u64(block_info(after[0]), "timestamp"),
                    gst_util_uint64_scale(fed * block, GST_SECOND, 48000));
  ck_assert(!has_flag(after[1], GST_BUFFER_FLAG_DISCONT));
  ck_assert(!boolean(block_info(after[1]), "discont"));
  ck_assert(wait_until([&] { return overflow.samples() == dropped * block; }));
  ck_assert(overflow.thread() != std::this_thread::get_id());
}
END_TEST

START_TEST(at_the_limit_a_lossless_pipeline_waits_and_says_so) {
  const Deadline deadline;
  Harness h(without_analysis(lossless()));
  ck_assert(h.open(wide_caps()));
  const auto start = std::chrono::steady_clock::now();
  Pusher pusher(h);
  GstMessage* warning = gst_bus_timed_pop_filtered(h.bus(), 60 * GST_SECOND, GST_MESSAGE_WARNING);
  ck_assert_msg(warning != nullptr, "no warning");
  // A lower bound, which holds on the slowest machine.
  ck_assert(std::chrono::steady_clock::now() - start >= std::chrono::seconds(2));
  GError* error = nullptr;
  gst_message_parse_warning(warning, &error, nullptr);
  ck_assert_msg(strstr(error->message, "max-memory") != nullptr, "%s", error->message);
  ck_assert(g_error_matches(error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT) != FALSE);
  g_error_free(error);
  gst_message_unref(warning);
  ck_assert(!pusher.done());

  // With every two that come back, it goes on by one buffer of two blocks.
  const std::size_t before = pusher.pushed();
  std::vector<BufferPtr> held = h.take_blocks();
  held.resize(held.size() - 4);
  ck_assert(wait_until([&] { return pusher.pushed() > before; }));
  pusher.stop();
  held.clear();
  ck_assert(wait_until([&] {
    h.take();
    return pusher.done();
  }));
  ck_assert_int_eq(pusher.flow(), GST_FLOW_OK);
  ck_assert_uint_eq(h.metric("dropped-blocks"), 0);
  ck_assert_uint_eq(h.metric("evicted-samples"), 0);
  ck_assert_uint_le(h.metric("memory-peak"), BufferConstants::memory_limit);
}
END_TEST

START_TEST(a_flush_ends_the_wait_for_a_block) {
  const Deadline deadline;
  Harness h(without_analysis(lossless()));
  ck_assert(h.open(wide_caps()));
  Pusher pusher(h);
  ck_assert(wait_until([&h] { return is_exhausted(h); }));
  ck_assert(!pusher.done());
  h.event(gst_event_new_flush_start());
  ck_assert(wait_until([&] { return pusher.done(); }));
  ck_assert_int_eq(pusher.flow(), GST_FLOW_FLUSHING);
  h.take();
  h.event(gst_event_new_flush_stop(TRUE));
  h.segment();
  h.feed(wide_buffer(0));
  const auto blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 2);
  ck_assert(boolean(block_info(blocks[0]), "discont"));
}
END_TEST

START_TEST(a_change_to_ready_ends_the_wait_for_a_block) {
  const Deadline deadline;
  Harness h(without_analysis(lossless()));
  ck_assert(h.open(wide_caps()));
  Pusher pusher(h);
  ck_assert(wait_until([&h] { return is_exhausted(h); }));
  ck_assert(!pusher.done());
  gst_element_set_state(h.element(), GST_STATE_READY);
  ck_assert(wait_until([&] { return pusher.done(); }));
  ck_assert_int_eq(pusher.flow(), GST_FLOW_FLUSHING);
}
END_TEST

// ---- blocks that come back ----

static gboolean count_metas(GstBuffer*, GstMeta**, gpointer count) {
  ++*static_cast<int*>(count);
  return TRUE;
}

static gboolean remove_meta(GstBuffer*, GstMeta** meta, gpointer) {
  *meta = nullptr;
  return TRUE;
}

/// Does to the buffers what downstream elements do, then releases them.
static void mistreat(std::vector<BufferPtr> blocks) {
  std::size_t way = 0;
  for (BufferPtr& block_buffer : blocks) {
    GstBuffer* buffer = block_buffer.get();
    ck_assert(gst_buffer_is_writable(buffer));
    switch (way++ % 7) {
      case 0:
        gst_buffer_resize(buffer, 100, 200);
        break;
      case 1:
        gst_buffer_set_size(buffer, 0);
        break;
      case 2:
        gst_buffer_replace_all_memory(buffer, gst_allocator_alloc(nullptr, 10, nullptr));
        break;
      case 3:
        gst_buffer_append_memory(buffer, gst_allocator_alloc(nullptr, 4096, nullptr));
        gst_buffer_add_reference_timestamp_meta(buffer, make_caps("timestamp/x-test").get(), 0, 0);
        break;
      case 4:
        gst_buffer_remove_all_memory(buffer);
        GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_CORRUPTED);
        break;
      case 5:
        gst_buffer_foreach_meta(buffer, remove_meta, nullptr);
        break;
      default: {
        gst_buffer_add_audio_clipping_meta(buffer, GST_FORMAT_DEFAULT, 1, 1);
        GstMapInfo map;
        gst_buffer_map(buffer, &map, GST_MAP_WRITE);
        std::fill_n(map.data, map.size, std::uint8_t{0xff});
        gst_buffer_unmap(buffer, &map);
        break;
      }
    }
  }
}

/// Blocks of either kind: in the pool's memory, or in the input's own.
START_TEST(blocks_come_back_whole_whatever_was_done_to_them) {
  for (const std::size_t length : {std::size_t{480}, block}) {
    Harness h;
    ck_assert(h.open(caps_text("S32LE", 48000, 1)));
    std::size_t at = 0;
    for (int round = 0; round < 6; ++round) {
      // More blocks than the pool has, so that each buffer comes round.
      for (int part = 0; part < 4; ++part) {
        feed_ramp(h, at, 15 * block * 4, length);
        std::vector<BufferPtr> blocks = h.take_blocks();
        ck_assert_uint_eq(blocks.size(), 60);
        expect_ramp(blocks, at);
        at += 15 * block * 4;
        for (const BufferPtr& buffer : blocks) {
          ck_assert_uint_eq(gst_buffer_get_size(buffer.get()), 4 * block);
          ck_assert_uint_eq(gst_buffer_n_memory(buffer.get()), 1);
          ck_assert(!has_flag(buffer, GST_BUFFER_FLAG_CORRUPTED));
          int metas = 0;
          gst_buffer_foreach_meta(buffer.get(), count_metas, &metas);
          // The result, and the place of a level meta.
          ck_assert_int_eq(metas, 2);
        }
        mistreat(std::move(blocks));
        ck_assert_uint_eq(h.metric("pool-in-use"), 0);
      }
    }
    ck_assert_uint_le(h.metric("pool-peak"), 62);
    ck_assert_uint_eq(h.metric("dropped-blocks"), 0);
  }
}
END_TEST

/// A sub-buffer shares the block's memory, which must then not be used for another block.
START_TEST(a_kept_region_never_changes) {
  for (const std::size_t length : {std::size_t{480}, block}) {
    Harness h;
    ck_assert(h.open(caps_text("S32LE", 48000, 1)));
    std::vector<BufferPtr> kept;
    std::size_t at = 0;
    for (int round = 0; round < 10; ++round) {
      feed_ramp(h, at, 15 * block * 4, length);
      const std::vector<BufferPtr> blocks = h.take_blocks();
      ck_assert_uint_eq(blocks.size(), 60);
      expect_ramp(blocks, at);
      // Samples 100 to 199 of the seventh, and a whole copy of the tenth.
      kept.emplace_back(gst_buffer_copy_region(blocks[7].get(), GST_BUFFER_COPY_MEMORY, 400, 400));
      kept.emplace_back(gst_buffer_copy(blocks[10].get()));
      at += 15 * block * 4;
    }
    for (std::size_t round = 0; round < 10; ++round) {
      std::vector<BufferPtr> region;
      region.emplace_back(gst_buffer_ref(kept[2 * round].get()));
      expect_ramp(region, (60 * round + 7) * block + 100);
      std::vector<BufferPtr> copy;
      copy.emplace_back(gst_buffer_ref(kept[2 * round + 1].get()));
      expect_ramp(copy, (60 * round + 10) * block);
    }
    // What the copies hold comes back.
    kept.clear();
    feed_ramp(h, at, 15 * block * 4, length);
    expect_ramp(h.take_blocks(), at);
    ck_assert_uint_eq(h.metric("pool-in-use"), 0);
  }
}
END_TEST

START_TEST(a_kept_region_of_a_pooled_input_never_changes) {
  Harness h;
  const std::string text = caps_text("S32LE", 48000, 1);
  ck_assert(h.open(text));
  GstBufferPool* pool = gst_buffer_pool_new();
  const CapsPtr caps = make_caps(text);
  GstStructure* config = gst_buffer_pool_get_config(pool);
  gst_buffer_pool_config_set_params(config, caps.get(), 4 * block, 3, 0);
  gst_buffer_pool_set_config(pool, config);
  gst_buffer_pool_set_active(pool, TRUE);
  std::vector<BufferPtr> kept;
  for (std::size_t i = 0; i < 50; ++i) {
    GstBuffer* input = nullptr;
    gst_buffer_pool_acquire_buffer(pool, &input, nullptr);
    ck_assert_uint_eq(gst_buffer_get_size(input), 4 * block);
    const BufferPtr ramp = make_ramp(i * block, block);
    gst_buffer_fill(input, 0, bytes_of(ramp).data(), 4 * block);
    GST_BUFFER_PTS(input) = gst_util_uint64_scale(i * block, GST_SECOND, 48000);
    ck_assert_int_eq(h.push(BufferPtr(input)), GST_FLOW_OK);
    const BufferPtr out = h.take_block();
    if (i % 3 == 0)
      kept.emplace_back(gst_buffer_copy_region(out.get(), GST_BUFFER_COPY_MEMORY, 400, 400));
  }
  for (std::size_t i = 0; i < kept.size(); ++i) {
    std::vector<BufferPtr> region;
    region.push_back(std::move(kept[i]));
    expect_ramp(region, 3 * i * block + 100);
  }
  gst_buffer_pool_set_active(pool, FALSE);
  gst_object_unref(pool);
}
END_TEST

START_TEST(a_shared_input_is_not_changed_by_who_writes_the_block) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  const BufferPtr input = make_ramp(0, block, 0);
  h.feed(BufferPtr(gst_buffer_ref(input.get())));
  const BufferPtr out = h.take_block();
  ck_assert(gst_buffer_is_writable(out.get()));
  GstMapInfo map;
  ck_assert(gst_buffer_map(out.get(), &map, GST_MAP_WRITE) != FALSE);
  std::fill_n(map.data, map.size, std::uint8_t{0xff});
  gst_buffer_unmap(out.get(), &map);
  std::vector<BufferPtr> inputs;
  inputs.emplace_back(gst_buffer_ref(input.get()));
  expect_ramp(inputs, 0);
}
END_TEST

START_TEST(blocks_outlive_the_element) {
  std::vector<BufferPtr> blocks;
  for (const std::size_t length : {std::size_t{480}, block}) {
    Harness h;
    ck_assert(h.open(caps_text("S32LE", 48000, 1)));
    feed_ramp(h, 0, 15 * block, length);
    blocks = h.take_blocks();
    ck_assert_uint_eq(blocks.size(), 15);
    h.take();
  }
  expect_ramp(blocks, 0);
  ck_assert_int_eq(integer(block_info(blocks[14]), "block-samples"), 1024);
}
END_TEST

START_TEST(blocks_not_back_when_the_element_stops_are_outstanding) {
  Harness h;
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  feed_ramp(h, 0, 15 * block);
  std::vector<BufferPtr> blocks = h.take_blocks();
  blocks.resize(3);
  ck_assert_uint_eq(h.metric("pool-outstanding"), 0);
  ck_assert_uint_eq(h.metric("pool-in-use"), 3);
  gst_element_set_state(h.element(), GST_STATE_READY);
  ck_assert_uint_eq(h.metric("pool-outstanding"), 3);
  // Their memory is still charged.
  ck_assert_uint_gt(h.metric("memory-current"), 0);
  expect_ramp(blocks, 0);
  blocks.clear();
  ck_assert_uint_eq(h.metric("pool-outstanding"), 0);
  ck_assert_uint_eq(h.metric("memory-current"), 0);
}
END_TEST

// ---- results that wait ----

/// Waits until the pushing thread waits for the helper thread, which a gate blocks.
static void expect_wait_for_helper(GatedHarness& h) {
  h.gate.expect_call();
  // The harness takes the blocks it holds: they must not be what the pushing thread waits for.
  ck_assert(wait_until([&h] {
    h.take();
    return h.metric("overruns") > 0;
  }));
}

/// One result is in the handler, 64 wait, and the rest is evicted.
START_TEST(a_slow_handler_costs_the_oldest_results) {
  constexpr std::size_t fed = 200;
  constexpr std::size_t lost = fed - 1 - queue_depth;
  GatedHarness h(evicting());
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  feed_ramp(h, 0, block, block);
  h.gate.expect_call();
  expect_ramp(h.take_blocks(), 0);
  // No audio is lost. (Downstream releases the blocks, since the helper could not grow the pool.)
  for (std::size_t i = 1; i < fed; ++i) {
    feed_ramp(h, i * block, block);
    const auto blocks = h.take_blocks();
    ck_assert_uint_eq(blocks.size(), 1);
    expect_ramp(blocks, i * block);
  }
  ck_assert_uint_eq(h.metric("evicted-results"), lost);
  ck_assert_uint_eq(h.metric("evicted-samples"), lost * block);
  ck_assert_uint_eq(h.metric("overruns"), lost);
  ck_assert_uint_eq(h.metric("dropped-blocks"), 0);
  h.gate.open();
  h.log.expect(1 + queue_depth);
  ck_assert(wait_until([&] { return h.overflow.samples() == lost * block; }));
  const std::vector<Told> told = h.log.take();
  ck_assert_uint_eq(told.size(), 1 + queue_depth);
  for (std::size_t i = 0; i < told.size(); ++i) {
    ck_assert_uint_eq(u64(told[i].get(), "block-index"), i == 0 ? 0 : lost + i);
    ck_assert_msg(boolean(told[i].get(), "discont") == (i == 1), "discont of result %zu", i);
  }
}
END_TEST

START_TEST(where_the_policy_waits_all_results_are_delivered) {
  constexpr std::size_t fed = 200;
  GatedHarness h;
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  std::atomic<bool> all_pushed{false};
  std::thread pusher([&] {
    feed_ramp(h, 0, fed * block, block);
    all_pushed = true;
  });
  expect_wait_for_helper(h);
  const bool waited = !all_pushed;
  h.gate.open();
  pusher.join();
  ck_assert(waited);
  h.eos();
  const std::vector<Told> told = h.log.take();
  ck_assert_uint_eq(told.size(), fed);
  for (std::size_t i = 0; i < fed; ++i) {
    ck_assert_uint_eq(u64(told[i].get(), "block-index"), i);
    ck_assert(!boolean(told[i].get(), "discont"));
  }
  ck_assert_uint_eq(h.metric("evicted-results"), 0);
  ck_assert_uint_eq(h.metric("blocks"), fed);
}
END_TEST

START_TEST(eos_leaves_after_all_results) {
  const Deadline deadline;
  for (const bool evicts : {false, true}) {
    Harness h(evicts ? evicting() : lossless());
    g_signal_connect(h.element(), "block-analyzed", G_CALLBACK(sleep_5_ms), nullptr);
    BlockLog log(h.element());
    std::atomic<std::size_t> told_at_eos{0};
    struct Context {
      BlockLog& log;
      std::atomic<std::size_t>& told;
    } context{log, told_at_eos};
    const PadPtr src(gst_element_get_static_pad(h.element(), "src"));
    gst_pad_add_probe(
        src.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
        [](GstPad*, GstPadProbeInfo* info, gpointer data) -> GstPadProbeReturn {
          auto* at = static_cast<Context*>(data);
          if (GST_EVENT_TYPE(GST_PAD_PROBE_INFO_EVENT(info)) == GST_EVENT_EOS)
            at->told = at->log.count();
          return GST_PAD_PROBE_OK;
        },
        &context, nullptr);
    ck_assert(h.open(caps_text("S32LE", 48000, 1)));
    feed_ramp(h, 0, 50 * block);
    const auto start = std::chrono::steady_clock::now();
    h.eos();
    // An evicting policy waits for only a second, which may be too short for a slow machine.
    const bool gave_up = std::chrono::steady_clock::now() - start >= std::chrono::seconds(1);
    if (!evicts || !gave_up)
      ck_assert_uint_eq(told_at_eos, 50);
    else
      log.expect(50);
  }
}
END_TEST

START_TEST(eos_leaves_where_the_policy_evicts_and_the_helper_is_kept) {
  GatedHarness h(evicting());
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  feed_ramp(h, 0, 10 * block);
  h.gate.expect_call();
  h.eos();
  const auto outputs = h.take();
  ck_assert(outputs.back().is(GST_EVENT_EOS));
}
END_TEST

/// Results from before a flush are not delivered after it.
START_TEST(a_flush_discards_the_results_that_wait) {
  GatedHarness h(evicting());
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  feed_ramp(h, 0, 20 * block, block);
  h.gate.expect_call();
  h.event(gst_event_new_flush_start());
  h.event(gst_event_new_flush_stop(TRUE));
  h.segment();
  feed_ramp(h, 100 * block, 5 * block, block);
  h.gate.open();
  h.log.expect(6);
  h.eos();
  const auto told = h.log.take();
  ck_assert_uint_eq(told.size(), 6);
  for (std::size_t i = 1; i < told.size(); ++i) {
    ck_assert_uint_eq(u64(told[i].get(), "block-index"), i - 1);
    ck_assert_uint_eq(u64(told[i].get(), "timestamp"),
                      gst_util_uint64_scale(100 * block, GST_SECOND, 48000) +
                          gst_util_uint64_scale((i - 1) * block, GST_SECOND, 48000));
  }
}
END_TEST

START_TEST(a_flush_ends_the_wait_for_the_helper) {
  GatedHarness h;
  ck_assert(h.open(wide_caps()));
  Pusher pusher(h);
  expect_wait_for_helper(h);
  h.event(gst_event_new_flush_start());
  ck_assert(wait_until([&] { return pusher.done(); }));
  ck_assert_int_eq(pusher.flow(), GST_FLOW_FLUSHING);
}
END_TEST

START_TEST(a_change_of_state_does_not_hang_on_a_sleeping_handler) {
  for (const GstState target : {GST_STATE_READY, GST_STATE_NULL}) {
    GatedHarness h;
    ck_assert(h.open(wide_caps()));
    Pusher pusher(h);
    expect_wait_for_helper(h);
    std::thread opener([&h] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      h.gate.open();
    });
    // The change returns after the running handler has.
    ck_assert_int_eq(gst_element_set_state(h.element(), target), GST_STATE_CHANGE_SUCCESS);
    ck_assert(wait_until([&] { return pusher.done(); }));
    ck_assert_int_eq(pusher.flow(), GST_FLOW_FLUSHING);
    opener.join();
  }
}
END_TEST

/// What waits then is delivered neither before the change returns nor after the element has been
/// started again.
START_TEST(the_change_to_ready_discards_the_results_that_wait) {
  constexpr std::size_t fed = 50;
  constexpr GstClockTime later = 100 * GST_SECOND;
  GatedHarness h(evicting());
  ck_assert(h.open(caps_text("S32LE", 48000, 1)));
  feed_ramp(h, 0, fed * block, block);
  h.gate.expect_call();
  const PadPtr sink(gst_element_get_static_pad(h.element(), "sink"));
  // One delivery takes 100 ms, so the change discards the rest long before all could be delivered.
  g_signal_connect(h.element(), "block-analyzed",
                   G_CALLBACK(+[](GstElement*, GstStructure*, gpointer) {
                     std::this_thread::sleep_for(std::chrono::milliseconds(100));
                   }),
                   nullptr);
  std::thread opener([&h, &sink] {
    wait_until([&sink] { return gst_pad_is_active(sink.get()) == FALSE; });
    h.gate.open();
  });
  gst_element_set_state(h.element(), GST_STATE_READY);
  opener.join();
  const std::size_t told = h.log.take().size();
  ck_assert_uint_lt(told, fed);
  gst_element_set_state(h.element(), GST_STATE_PLAYING);
  h.stream_start();
  ck_assert(h.caps(caps_text("S32LE", 48000, 1)));
  h.segment(later);
  h.feed(make_ramp(0, block, later));
  h.log.expect(1);
  ck_assert_uint_eq(u64(h.log.take().front().get(), "timestamp"), later);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "pool",
                   {ELEMENT_TEST(the_pool_grows_while_blocks_are_held),
                    ELEMENT_TEST(the_pool_starts_with_64_blocks_or_a_quarter_of_the_memory),
                    ELEMENT_TEST(at_the_limit_the_newest_block_is_dropped_and_counted),
                    ELEMENT_TEST(at_the_limit_a_lossless_pipeline_waits_and_says_so),
                    ELEMENT_TEST(a_flush_ends_the_wait_for_a_block),
                    ELEMENT_TEST(a_change_to_ready_ends_the_wait_for_a_block),
                    ELEMENT_TEST(blocks_come_back_whole_whatever_was_done_to_them),
                    ELEMENT_TEST(a_kept_region_never_changes),
                    ELEMENT_TEST(a_kept_region_of_a_pooled_input_never_changes),
                    ELEMENT_TEST(a_shared_input_is_not_changed_by_who_writes_the_block),
                    ELEMENT_TEST(blocks_outlive_the_element),
                    ELEMENT_TEST(blocks_not_back_when_the_element_stops_are_outstanding),
                    ELEMENT_TEST(a_slow_handler_costs_the_oldest_results),
                    ELEMENT_TEST(where_the_policy_waits_all_results_are_delivered),
                    ELEMENT_TEST(eos_leaves_after_all_results),
                    ELEMENT_TEST(eos_leaves_where_the_policy_evicts_and_the_helper_is_kept),
                    ELEMENT_TEST(a_flush_discards_the_results_that_wait),
                    ELEMENT_TEST(a_flush_ends_the_wait_for_the_helper),
                    ELEMENT_TEST(a_change_of_state_does_not_hang_on_a_sleeping_handler),
                    ELEMENT_TEST(the_change_to_ready_discards_the_results_that_wait)});
}
