// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Hours of audio at full speed, in buffers of random lengths: the counters stay exact and the heap
// flat. A minute of it; hours in a soak.
#include <malloc.h>

#include <algorithm>
#include <random>
#include <string>

#include "tests/support/direct_pads.h"
#include "tests/support/soak.h"
#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr guint64 rate = 48000;
constexpr guint64 block = BufferConstants::default_block_samples;
constexpr std::size_t longest = 8192;
/// What messages under way and the allocator's own books may differ by, in bytes.
constexpr std::size_t heap_slack = 64 * 1024;

/// A minute of samples, or as many hours as the soak's factor says.
guint64 samples_to_play() {
  const std::size_t factor = soak_factor();
  return rate * 60 * (factor == 1 ? 1 : 60 * factor);
}

std::size_t heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// Pushes a tone in buffers of random lengths.
class Player {
 public:
  explicit Player(DirectPads& pads) : pads_(pads), tone_(sine(440.0, 10 * longest, 0.5)) {}

  /// Goes on until `samples` were pushed since the beginning.
  void play_to(guint64 samples) {
    while (pushed_ < samples) {
      const std::size_t length = std::min<guint64>(length_(random_), samples - pushed_);
      GstBuffer* buffer = gst_buffer_new_wrapped_full(
          GST_MEMORY_FLAG_READONLY, tone_.data(), tone_.size() * sizeof(float),
          (pushed_ % (tone_.size() - longest)) * sizeof(float), length * sizeof(float), nullptr,
          nullptr);
      GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(pushed_, GST_SECOND, rate);
      ck_assert_int_eq(pads_.push(buffer), GST_FLOW_OK);
      pushed_ += length;
    }
  }

 private:
  DirectPads& pads_;
  Samples tone_;
  std::minstd_rand random_{1};
  std::uniform_int_distribution<std::size_t> length_{1, longest};
  guint64 pushed_ = 0;
};

void expect_exact_counters(const DirectPads& pads, guint64 samples) {
  const StructurePtr metrics = report(pads.element(), "metrics");
  const auto metric = [&metrics](const char* name) { return u64(metrics.get(), name); };
  const guint64 blocks = (samples + block - 1) / block;
  ck_assert_uint_eq(metric("samples-in"), samples);
  ck_assert_uint_eq(metric("blocks"), blocks);
  ck_assert_uint_eq(pads.received(), blocks);
  ck_assert_uint_eq(metric("samples-out"), blocks * block);
  ck_assert_uint_eq(metric("samples-padded"), blocks * block - samples);
  ck_assert_uint_eq(metric("blocks-analyzed"), blocks);
  for (const char* name : {"blocks-skipped", "evicted-samples", "evicted-results", "dropped-blocks",
                           "discontinuities", "nonfinite-samples", "allocations-steady"})
    ck_assert_msg(metric(name) == 0, "%s is %llu", name, wide(metric(name)));
  gint64 position = 0;
  ck_assert(gst_element_query_position(pads.element(), GST_FORMAT_TIME, &position) != FALSE);
  ck_assert_uint_eq(static_cast<guint64>(position),
                    gst_util_uint64_scale(blocks * block, GST_SECOND, rate));
}

/// After a tenth of the way everything has its size.
void play(const Properties& properties) {
  // Prime to a block, so that the last one is partial.
  const guint64 samples = samples_to_play() + 1;
  ElementPtr element = make_audioblocks(properties);
  DirectPads pads(GST_ELEMENT(gst_object_ref(element.get())), float_caps().c_str(),
                  DirectPads::Upstream::not_live);
  Player player(pads);
  player.play_to(samples / 10);
  const std::size_t before = heap_bytes();
  player.play_to(samples);
  const std::size_t after = heap_bytes();
  ck_assert_msg(after <= before + heap_slack, "the heap grew from %zu to %zu bytes", before, after);
  pads.push_event(gst_event_new_eos());
  expect_exact_counters(pads, samples);
}

}  // namespace

START_TEST(hours_inline) { play({{"analysis-mode", "inline"}}); }
END_TEST

START_TEST(hours_of_a_worker) { play({{"analysis-mode", "worker"}}); }
END_TEST

/// One note that never ends, and results that wait for others.
START_TEST(hours_with_notes) { play({{"notes", "true"}, {"track-lag", "8"}}); }
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "hours",
                   {ELEMENT_TEST(hours_inline), ELEMENT_TEST(hours_of_a_worker),
                    ELEMENT_TEST(hours_with_notes)});
}
