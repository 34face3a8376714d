// SPDX-License-Identifier: LGPL-2.1-or-later
//
// track-lag: the tracked pitch in messages and signals, and that each block is reported once, in
// order, with its own times, however its run ends.
#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/core_run.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;
using audioblocks::TrackedBlock;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;
constexpr std::size_t longest_lag = audioblocks::PitchTrack::longest_lag;

GstClockTime time_of(std::size_t sample) {
  return gst_util_uint64_scale(sample, GST_SECOND, 48000);
}

Properties tracked(std::size_t lag, Properties properties = lossless()) {
  properties.emplace_back("track-lag", std::to_string(lag));
  return properties;
}
Properties worker(Properties properties) {
  properties.emplace_back("analysis-mode", "worker");
  return properties;
}

/// A tone in which every seventh block is an octave too high, and every eleventh silent.
Samples wandering_tone(std::size_t blocks) {
  Samples all;
  for (std::size_t i = 0; i < blocks; ++i) {
    const double frequency = 220.0 + static_cast<double>(i);
    const Samples one = sine(i % 7 == 6 ? 2.0 * frequency : frequency, block,
                             i % 11 == 10 ? 0.0 : 0.5, 48000, i * block);
    all.insert(all.end(), one.begin(), one.end());
  }
  return all;
}

/// Expects one run of blocks, all of them whole, from `told[first]` on: each once, in order, with
/// its own times and the pitch of `track`.
void expect_run(const std::vector<Told>& told, std::size_t first, const std::vector<double>& track,
                std::size_t lag, GstClockTime anchor = 0) {
  ck_assert_uint_ge(told.size(), first + track.size());
  for (std::size_t i = 0; i < track.size(); ++i) {
    const GstStructure* one = told[first + i].get();
    ck_assert_uint_eq(u64(one, "block-index"), i);
    ck_assert_uint_eq(u64(one, "start-sample"), i * block);
    ck_assert_uint_eq(u64(one, "timestamp"), anchor + time_of(i * block));
    ck_assert_uint_eq(u64(one, "running-time"), anchor + time_of(i * block));
    expect_near(number(one, "frequency"), track[i], 1e-3, "frequency");
    ck_assert_int_eq(boolean(one, "voiced"), track[i] > 0.0);
    ck_assert_int_eq(integer(one, "lag"), static_cast<int>(std::min(lag, track.size() - 1 - i)));
  }
}

std::vector<double> track_of(const Samples& samples, std::size_t lag) {
  return core_track(core_blocks(samples), lag);
}

}  // namespace

// ---- whole runs ----

START_TEST(each_block_is_reported_once_with_the_tracks_pitch) {
  const Samples samples = wandering_tone(40);
  const std::vector<TrackedBlock> blocks = core_blocks(samples);
  for (std::size_t lag = 1; lag <= longest_lag; ++lag) {
    for (const Properties& properties : {tracked(lag), worker(tracked(lag))}) {
      Harness h(properties);
      BlockLog log(h.element());
      ck_assert(h.open(float_caps()));
      feed_floats(h, samples);
      ck_assert(h.eos());
      // EOS follows the last of them.
      const std::vector<Told> told = log.take();
      ck_assert_uint_eq(told.size(), 40);
      expect_run(told, 0, core_track(blocks, lag), lag);
      ck_assert_uint_eq(h.metric("blocks-analyzed"), 40);
    }
  }
}
END_TEST

/// The negative control of the test above: the tracks differ from the blocks, and from each other.
START_TEST(the_signal_tells_tracks_apart) {
  const std::vector<TrackedBlock> blocks = core_blocks(wandering_tone(40));
  std::vector<double> own;
  for (const TrackedBlock& one : blocks) own.push_back(one.frequency);
  ck_assert(core_track(blocks, 1) != own);
  ck_assert(core_track(blocks, 3) != own);
  ck_assert(core_track(blocks, 3) != core_track(blocks, 1));
}
END_TEST

START_TEST(without_a_lag_the_block_decides_alone) {
  const Samples samples = wandering_tone(20);
  Harness h(tracked(0));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed_floats(h, samples);
  ck_assert(h.eos());
  std::vector<double> own;
  for (const TrackedBlock& one : core_blocks(samples)) own.push_back(one.frequency);
  expect_run(log.take(), 0, own, 0);
}
END_TEST

START_TEST(a_block_waits_for_as_many_as_the_lag) {
  Harness h(tracked(3));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  const Samples samples = wandering_tone(10);
  for (std::size_t i = 0; i < 10; ++i) {
    const auto at = samples.begin() + static_cast<std::ptrdiff_t>(i * block);
    feed_floats(h, Samples(at, at + block), i * block);
    if (i < 3) continue;
    log.expect(i - 2);
    ck_assert_uint_eq(log.count(), i - 2);
  }
  ck_assert(h.eos());
  ck_assert_uint_eq(log.count(), 10);
}
END_TEST

START_TEST(the_meta_stays_the_blocks_own) {
  const Samples samples = wandering_tone(20);
  std::vector<std::vector<std::string>> runs;
  for (Properties properties : {tracked(0), tracked(5)}) {
    properties.emplace_back("notes", runs.empty() ? "false" : "true");
    Harness h(properties);
    ck_assert(h.open(float_caps()));
    feed_floats(h, samples);
    ck_assert(h.eos());
    runs.emplace_back();
    for (const BufferPtr& buffer : h.take_blocks()) {
      gchar* text = gst_structure_to_string(block_info(buffer));
      runs.back().emplace_back(text);
      g_free(text);
    }
  }
  ck_assert_uint_eq(runs[0].size(), 20);
  ck_assert(runs[0] == runs[1]);
}
END_TEST

START_TEST(messages_come_at_the_interval_with_the_right_peak) {
  std::vector<std::vector<std::string>> runs;
  for (const std::size_t lag : {0U, 4U}) {
    Harness h(tracked(lag));
    ck_assert(h.open(float_caps()));
    feed_floats(h, wandering_tone(60));
    ck_assert(h.eos());
    runs.emplace_back();
    for (const StructurePtr& message : told_messages(h))
      runs.back().push_back(std::to_string(u64(message.get(), "block-index")) + " " +
                            std::to_string(doubles(message.get(), "peak").front()));
    ck_assert_uint_eq(h.metric("messages-posted"), runs.back().size());
  }
  // 100 ms are 4.7 blocks.
  ck_assert_uint_eq(runs[0].size(), 12);
  ck_assert(runs[0] == runs[1]);
}
END_TEST

START_TEST(each_channel_has_a_track) {
  const Samples one = wandering_tone(30);
  Samples other = wandering_tone(30);
  for (std::size_t i = 0; i < other.size(); ++i)
    other[i] = i / block % 2 == 0 ? 0.5F * one[i] : 2.0F * one[i];
  std::ranges::rotate(other, other.begin() + 3 * block);
  Properties properties = tracked(2);
  properties.emplace_back("multi-channel", "true");
  Harness h(properties);
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(48000, 2)));
  feed_floats(h, interleave({one, other}));
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 30);
  const std::vector<double> tracks[] = {track_of(one, 2), track_of(other, 2)};
  int second_is_loudest = 0;
  for (std::size_t i = 0; i < told.size(); ++i) {
    const GstStructure* result = told[i].get();
    const std::vector<double> found = doubles(result, "frequencies");
    const std::vector<double> levels = doubles(result, "rms");
    const std::size_t loudest = levels[1] > levels[0] ? 1 : 0;
    second_is_loudest += static_cast<int>(loudest);
    expect_near(found[0], tracks[0][i], 1e-3, "first channel");
    expect_near(found[1], tracks[1][i], 1e-3, "second channel");
    expect_near(number(result, "frequency"), found[loudest], 1e-9, "loudest channel");
  }
  ck_assert_int_gt(second_is_loudest, 5);
  ck_assert_int_lt(second_is_loudest, 25);
}
END_TEST

// ---- ends of runs ----

/// Two runs, the second after a jump of a second: each is tracked by itself.
START_TEST(a_jump_ends_the_track) {
  for (const Properties& properties : {tracked(4), worker(tracked(4))}) {
    Harness h(properties);
    BlockLog log(h.element());
    ck_assert(h.open(float_caps()));
    const Samples samples = wandering_tone(10);
    feed_floats(h, samples);
    BufferPtr later = float_buffer(samples, 2 * GST_SECOND);
    GST_BUFFER_FLAG_SET(later.get(), GST_BUFFER_FLAG_DISCONT);
    h.feed(std::move(later));
    // The first run is reported although the second holds its last blocks.
    log.expect(16);
    ck_assert(h.eos());
    const std::vector<Told> told = log.take();
    ck_assert_uint_eq(told.size(), 20);
    expect_run(told, 0, track_of(samples, 4), 4);
    expect_run(told, 10, track_of(samples, 4), 4, 2 * GST_SECOND);
  }
}
END_TEST

START_TEST(a_flush_discards_what_is_held) {
  for (const Properties& properties : {tracked(4), worker(tracked(4))}) {
    Harness h(properties);
    BlockLog log(h.element());
    ck_assert(h.open(float_caps()));
    const Samples samples = wandering_tone(10);
    feed_floats(h, samples);
    log.expect(6);
    ck_assert(h.event(gst_event_new_flush_start()));
    ck_assert(h.event(gst_event_new_flush_stop(TRUE)));
    ck_assert(h.segment());
    feed_floats(h, samples);
    ck_assert(h.eos());
    const std::vector<Told> told = log.take();
    ck_assert_uint_eq(told.size(), 16);
    expect_run(told, 6, track_of(samples, 4), 4);
  }
}
END_TEST

START_TEST(a_reset_reports_what_is_held) {
  Harness h(tracked(4));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  const Samples samples = wandering_tone(10);
  feed_floats(h, samples);
  g_signal_emit_by_name(h.element(), "reset");
  h.feed(float_buffer(samples, time_of(samples.size())));
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 20);
  expect_run(told, 0, track_of(samples, 4), 4);
  expect_run(told, 10, track_of(samples, 4), 4, time_of(samples.size()));
}
END_TEST

START_TEST(a_partial_block_is_tracked_and_reported) {
  for (const char* how : {"auto", "pad", "short"}) {
    Properties properties = tracked(3);
    properties.emplace_back("partial-block", how);
    Harness h(properties);
    BlockLog log(h.element());
    ck_assert(h.open(float_caps()));
    Samples samples = wandering_tone(10);
    samples.resize(9 * block + 700);
    feed_floats(h, samples);
    ck_assert(h.eos());
    const std::vector<Told> told = log.take();
    ck_assert_uint_eq(told.size(), 10);
    expect_run(told, 0, track_of(samples, 3), 3);
    ck_assert_int_eq(integer(told.back().get(), "valid-samples"), 700);
  }
}
END_TEST

/// A GAP event without a duration ends the run, and nothing follows that would say so.
START_TEST(the_end_of_a_run_is_reported_before_another_begins) {
  Harness h(tracked(8));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  const Samples samples = wandering_tone(10);
  feed_floats(h, samples);
  ck_assert(h.event(gst_event_new_gap(time_of(samples.size()), GST_CLOCK_TIME_NONE)));
  log.expect(10);
  expect_run(log.take(), 0, track_of(samples, 8), 8);
}
END_TEST

START_TEST(blocks_without_a_pitch_end_the_track) {
  Harness h(tracked(3));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  const Samples samples = wandering_tone(10);
  feed_floats(h, samples);
  gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", "level");
  h.feed(float_buffer(sine(220.0, 2 * block), time_of(10 * block)));
  log.expect(12);
  gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", "pitch");
  h.feed(float_buffer(samples, time_of(12 * block)));
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 22);
  expect_run(told, 0, track_of(samples, 3), 3);
  const std::vector<double> again = track_of(samples, 3);
  for (std::size_t i = 0; i < told.size(); ++i) {
    ck_assert_uint_eq(u64(told[i].get(), "block-index"), i);
    if (i < 10) continue;
    ck_assert_int_eq(has(told[i].get(), "frequency"), i >= 12);
    if (i < 12)
      ck_assert_int_eq(integer(told[i].get(), "lag"), 0);
    else
      expect_near(number(told[i].get(), "frequency"), again[i - 12], 1e-3, "frequency");
  }
}
END_TEST

/// What is held of blocks of 1024 samples is reported before those of 512.
START_TEST(another_block_size_ends_the_track) {
  if (one_size_only) return;
  for (const Properties& properties : {tracked(4), worker(tracked(4))}) {
    Harness h(properties);
    BlockLog log(h.element());
    ck_assert(h.open(float_caps()));
    const Samples samples = wandering_tone(10);
    feed_floats(h, samples);
    h.downstream(block_caps(512));
    h.feed(float_buffer(samples, time_of(samples.size())));
    ck_assert(h.eos());
    const std::vector<Told> told = log.take();
    ck_assert_uint_eq(told.size(), 30);
    expect_run(told, 0, track_of(samples, 4), 4);
    const CoreSetup half{.block_samples = 512};
    const std::vector<double> track = core_track(core_blocks(samples, half), 4, half);
    for (std::size_t i = 0; i < track.size(); ++i) {
      const GstStructure* one = told[10 + i].get();
      ck_assert_uint_eq(u64(one, "block-index"), 10 + i);
      ck_assert_int_eq(integer(one, "block-samples"), 512);
      expect_near(number(one, "frequency"), track[i], 1e-3, "frequency");
    }
  }
}
END_TEST

/// A live pipeline that is late analyses every second block: each of these is a track of its own.
START_TEST(a_skipped_block_ends_the_track) {
  for (const Properties& properties : {tracked(3, evicting()), worker(tracked(3, evicting()))}) {
    Harness h(properties);
    gst_harness_set_live(h.get(), TRUE);
    BlockLog log(h.element());
    ck_assert(h.open(float_caps()));
    const Samples samples = wandering_tone(40);
    const auto feed = [&](std::size_t first, std::size_t last) {
      for (std::size_t i = first; i < last; ++i) {
        const auto at = samples.begin() + static_cast<std::ptrdiff_t>(i * block);
        feed_floats(h, Samples(at, at + block), i * block);
        // All of it is held at most, so that nothing is evicted.
        log.expect(i < 3 ? 0 : i - 3);
      }
    };
    feed(0, 10);
    PadPtr src(gst_element_get_static_pad(h.element(), "src"));
    gst_pad_send_event(src.get(),
                       gst_event_new_qos(GST_QOS_TYPE_UNDERFLOW, 2.0, 10 * GST_SECOND, 0));
    feed(10, 40);
    ck_assert(h.eos());
    const std::vector<Told> told = log.take();
    ck_assert_uint_eq(told.size(), 40);
    ck_assert_uint_gt(h.metric("blocks-skipped"), 10);
    ck_assert_uint_eq(h.metric("evicted-results"), 0);
    for (std::size_t i = 0; i < told.size(); ++i) {
      ck_assert_uint_eq(u64(told[i].get(), "block-index"), i);
      const bool is_analyzed = boolean(told[i].get(), "analyzed");
      if (!is_analyzed && i > 0) ck_assert_int_eq(integer(told[i - 1].get(), "lag"), 0);
      if (!is_analyzed) ck_assert_int_eq(integer(told[i].get(), "lag"), 0);
    }
  }
}
END_TEST

// ---- properties ----

START_TEST(a_change_takes_effect_with_the_next_run) {
  Harness h(tracked(2));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  ck_assert_int_eq(integer(h.status().get(), "track-lag"), 2);
  const Samples samples = wandering_tone(10);
  feed_floats(h, samples);
  g_object_set(h.element(), "track-lag", 6U, nullptr);
  h.feed(float_buffer(samples, time_of(10 * block)));
  ck_assert_int_eq(integer(h.status().get(), "track-lag"), 2);
  BufferPtr later = float_buffer(samples, 2 * GST_SECOND);
  GST_BUFFER_FLAG_SET(later.get(), GST_BUFFER_FLAG_DISCONT);
  h.feed(std::move(later));
  ck_assert_int_eq(integer(h.status().get(), "track-lag"), 6);
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 30);
  Samples both = samples;
  both.insert(both.end(), samples.begin(), samples.end());
  expect_run(told, 0, track_of(both, 2), 2);
  expect_run(told, 20, track_of(samples, 6), 6, 2 * GST_SECOND);
}
END_TEST

/// They are the track's: it begins anew.
START_TEST(a_threshold_takes_effect_at_once) {
  Harness h(tracked(8));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps()));
  const Samples samples = wandering_tone(10);
  feed_floats(h, samples);
  g_object_set(h.element(), "clarity-threshold", 0.9, nullptr);
  h.feed(float_buffer(sine(220.0, block), time_of(10 * block)));
  log.expect(10);
  expect_run(log.take(), 0, track_of(samples, 8), 8);
}
END_TEST

START_TEST(the_latency_stays_one_block) {
  for (const std::size_t lag : {0U, 8U}) {
    Harness h(tracked(lag));
    ck_assert(h.open(float_caps()));
    feed_floats(h, wandering_tone(2));
    const QueryPtr query(gst_query_new_latency());
    PadPtr src(gst_element_get_static_pad(h.element(), "src"));
    ck_assert(gst_pad_query(src.get(), query.get()));
    GstClockTime least = 0;
    gst_query_parse_latency(query.get(), nullptr, &least, nullptr);
    ck_assert_uint_eq(least, gst_util_uint64_scale_ceil(block, GST_SECOND, 48000));
  }
}
END_TEST

// ---- losses ----

/// The handler keeps the helper thread while more results come than the queue holds.
START_TEST(an_eviction_ends_the_track) {
  for (const Properties& properties : {tracked(3, evicting()), worker(tracked(3, evicting()))}) {
    GatedHarness h(properties);
    ck_assert(h.open(float_caps()));
    const std::size_t blocks = 120;
    const Samples samples = wandering_tone(blocks);
    for (std::size_t i = 0; i < blocks; ++i) {
      const auto at = samples.begin() + static_cast<std::ptrdiff_t>(i * block);
      feed_floats(h, Samples(at, at + block), i * block);
      // The helper thread could not grow the pool.
      h.take();
    }
    h.gate.expect_call();
    h.gate.open();
    ck_assert(h.eos());
    const std::vector<Told> told = h.log.take();
    ck_assert_uint_gt(h.metric("evicted-results"), 0);
    ck_assert_uint_eq(told.size() + h.metric("evicted-results"), blocks);
    for (std::size_t i = 1; i < told.size(); ++i) {
      const guint64 before = u64(told[i - 1].get(), "block-index");
      const guint64 now = u64(told[i].get(), "block-index");
      ck_assert_uint_gt(now, before);
      // A hole: what was held has nothing behind it, and what comes next says so.
      ck_assert_int_eq(boolean(told[i].get(), "discont"), now != before + 1);
      if (now != before + 1) ck_assert_int_eq(integer(told[i - 1].get(), "lag"), 0);
    }
    ck_assert_uint_eq(u64(told.back().get(), "block-index"), blocks - 1);
  }
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(
      argc, argv, "track",
      {ELEMENT_TEST(each_block_is_reported_once_with_the_tracks_pitch),
       ELEMENT_TEST(the_signal_tells_tracks_apart),
       ELEMENT_TEST(without_a_lag_the_block_decides_alone),
       ELEMENT_TEST(a_block_waits_for_as_many_as_the_lag),
       ELEMENT_TEST(the_meta_stays_the_blocks_own),
       ELEMENT_TEST(messages_come_at_the_interval_with_the_right_peak),
       ELEMENT_TEST(each_channel_has_a_track), ELEMENT_TEST(a_jump_ends_the_track),
       ELEMENT_TEST(a_flush_discards_what_is_held), ELEMENT_TEST(a_reset_reports_what_is_held),
       ELEMENT_TEST(a_partial_block_is_tracked_and_reported),
       ELEMENT_TEST(the_end_of_a_run_is_reported_before_another_begins),
       ELEMENT_TEST(blocks_without_a_pitch_end_the_track),
       ELEMENT_TEST(another_block_size_ends_the_track),
       ELEMENT_TEST(a_skipped_block_ends_the_track),
       ELEMENT_TEST(a_change_takes_effect_with_the_next_run),
       ELEMENT_TEST(a_threshold_takes_effect_at_once), ELEMENT_TEST(the_latency_stays_one_block),
       ELEMENT_TEST(an_eviction_ends_the_track)});
}
