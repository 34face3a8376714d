// SPDX-License-Identifier: LGPL-2.1-or-later
//
// peak-decay: the peak that is held and then falls, as a level meter marks it, in messages and
// signals.
#include <gst/controller/gstdirectcontrolbinding.h>
#include <gst/controller/gstinterpolationcontrolsource.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "tests/support/stimulus.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;
/// Ten blocks a second. With the defaults, a peak is held for three and then falls by 1 dB each.
constexpr int rate = 10 * static_cast<int>(block);
constexpr double quiet = 0.001;

GstClockTime time_of(std::size_t number) { return number * GST_SECOND / 10; }

Properties with(Properties properties, const char* name, const std::string& value) {
  properties.emplace_back(name, value);
  return properties;
}

double in_db(double amplitude) { return 20.0 * std::log10(amplitude); }

Samples level_block(double amplitude) { return Samples(block, static_cast<float>(amplitude)); }

/// Feeds `count` blocks of one amplitude, at block `first` of the stream.
void feed(Harness& h, double amplitude, std::size_t first, std::size_t count = 1) {
  for (std::size_t i = first; i < first + count; ++i) {
    feed_floats(h, level_block(amplitude), i * block, rate);
    h.take();
  }
}

double decay_of(const GstStructure* structure) {
  const std::vector<double> values = doubles(structure, "peak-decay");
  ck_assert_uint_eq(values.size(), 1);
  return values[0];
}

std::vector<double> decays_of(const std::vector<Told>& told) {
  std::vector<double> decays;
  for (const Told& one : told) decays.push_back(decay_of(one.get()));
  return decays;
}

/// What is left of a peak at full scale so many blocks later, in dB.
double fallen(double blocks) { return -std::max(0.0, blocks - 3.0); }

void expect_decays(const std::vector<double>& decays, const std::vector<double>& expected) {
  ck_assert_uint_eq(decays.size(), expected.size());
  for (std::size_t i = 0; i < decays.size(); ++i)
    expect_near(decays[i], expected[i], 1e-5, ("block " + std::to_string(i)).c_str());
}

/// Ends the stream, and expects this of the last block, in dB.
void expect_after(Harness& h, BlockLog& log, double expected) {
  ck_assert(h.eos());
  expect_near(decay_of(log.take().back().get()), expected, 1e-5, "the last block");
}

}  // namespace

// ---- the peak ----

START_TEST(a_peak_is_held_and_then_falls) {
  for (const char* mode : {"inline", "worker"}) {
    Harness h(with(lossless(), "analysis-mode", mode));
    BlockLog log(h.element());
    ck_assert(h.open(float_caps(rate)));
    feed(h, 0.5, 0);
    feed(h, quiet, 1, 59);
    feed(h, 0.25, 60);
    ck_assert(h.eos());
    std::vector<double> expected;
    for (std::size_t i = 0; i < 60; ++i)
      expected.push_back(std::max(in_db(0.5) + fallen(static_cast<double>(i)), in_db(quiet)));
    expected.push_back(in_db(0.25));
    expect_decays(decays_of(log.take()), expected);
  }
}
END_TEST

START_TEST(each_channel_has_its_own) {
  Harness h;
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate, 2)));
  for (std::size_t i = 0; i < 10; ++i)
    feed_floats(h,
                interleave({level_block(i == 0 ? 1.0 : quiet), level_block(i == 4 ? 0.5 : quiet)}),
                i * block, rate);
  ck_assert(h.eos());
  const std::vector<double> last = doubles(log.take().back().get(), "peak-decay");
  ck_assert_uint_eq(last.size(), 2);
  expect_near(last[0], fallen(9), 1e-5, "first channel");
  expect_near(last[1], in_db(0.5) + fallen(5), 1e-5, "second channel");
}
END_TEST

START_TEST(silence_falls_to_the_floor) {
  Harness h(with(lossless(), "peak-falloff", "1e300"));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  feed(h, 0.0, 1, 5);
  ck_assert(h.eos());
  expect_decays(decays_of(log.take()), {0.0, 0.0, 0.0, 0.0, -700.0, -700.0});
}
END_TEST

/// The falloff of `level` is that of an amplitude, applied to a power: what it reports falls half
/// as fast as its property says.
START_TEST(it_agrees_with_level) {
  struct Case {
    const char* ttl;
    const char* levels_falloff;
    const char* falloff;
  };
  for (const Case& c : {Case{"300000000", "10", "5"}, Case{"0", "40", "20"},
                        Case{"1234567890", "3", "1.5"}, Case{"50000000", "0", "0"}}) {
    Harness h(parse("level name=level peak-ttl=" + std::string(c.ttl) +
                        " peak-falloff=" + c.levels_falloff +
                        " ! audioblocks overflow-policy=wait interval=0 peak-ttl=" + c.ttl +
                        " peak-falloff=" + c.falloff,
                    true));
    ck_assert(h.open(float_caps(rate, 2)));
    std::mt19937 random(1);
    std::uniform_real_distribution<double> db(-60.0, 0.0);
    for (std::size_t i = 0; i < 200; ++i) {
      const auto one = [&] { return level_block(std::pow(10.0, db(random) / 20.0)); };
      feed_floats(h, interleave({one(), one()}), i * block, rate);
    }
    ck_assert(h.eos());
    std::vector<std::vector<double>> levels;
    std::vector<std::vector<double>> ours;
    for (const MessagePtr& message : take_messages(h.bus(), GST_MESSAGE_ELEMENT)) {
      const GstStructure* structure = gst_message_get_structure(message.get());
      if (gst_structure_has_name(structure, "level") != FALSE)
        levels.push_back(doubles(structure, "decay"));
      else
        ours.push_back(doubles(structure, "peak-decay"));
    }
    // At the end of the stream, `level` posts one for no samples.
    ck_assert_uint_eq(levels.size(), 201);
    ck_assert_uint_eq(ours.size(), 200);
    for (std::size_t i = 0; i < ours.size(); ++i)
      for (std::size_t channel = 0; channel < 2; ++channel)
        expect_near(ours[i].at(channel), levels[i].at(channel), 1e-4, "peak-decay");
  }
}
END_TEST

// ---- messages ----

START_TEST(a_message_has_that_of_its_block_however_rare_it_is) {
  Harness h(with(lossless(), "interval", "700000000"));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  for (std::size_t i = 0; i < 40; ++i)
    feed(h, i % 9 == 2 ? 1.0 / static_cast<double>(i) : quiet, i);
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  const std::vector<StructurePtr> messages = told_messages(h);
  ck_assert_uint_eq(messages.size(), 5);
  for (const StructurePtr& message : messages) {
    const guint64 index = u64(message.get(), "block-index");
    expect_near(decay_of(message.get()), decay_of(told[index].get()), 0.0, "peak-decay");
  }
}
END_TEST

START_TEST(nothing_but_the_level_is_needed) {
  Harness h(with(lossless(), "analyses", "level"));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 0.5, 0);
  g_object_set(h.element(), "analyses", 6, nullptr);
  feed(h, 0.5, 1);
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  expect_near(decay_of(told[0].get()), in_db(0.5), 1e-5, "peak-decay");
  ck_assert(!has(told[1].get(), "peak-decay"));
}
END_TEST

// ---- the properties ----

/// The values that a block was analysed with apply, however late the helper thread comes to it.
START_TEST(a_change_takes_effect_on_the_next_block) {
  GatedHarness h;
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  h.gate.expect_call();
  feed(h, quiet, 1, 4);
  g_object_set(h.element(), "peak-falloff", 30.0, nullptr);
  feed(h, quiet, 5, 2);
  g_object_set(h.element(), "peak-ttl", guint64{0}, nullptr);
  feed(h, quiet, 7);
  h.gate.open();
  ck_assert(h.eos());
  expect_decays(decays_of(h.log.take()), {0.0, 0.0, 0.0, 0.0, -1.0, -6.0, -9.0, -21.0});
}
END_TEST

START_TEST(a_controller_sets_them_block_by_block) {
  Harness h;
  BlockLog log(h.element());
  GstControlSource* source = gst_interpolation_control_source_new();
  g_object_set(source, "mode", GST_INTERPOLATION_MODE_NONE, nullptr);
  auto* values = GST_TIMED_VALUE_CONTROL_SOURCE(source);
  gst_timed_value_control_source_set(values, 0, 10.0);
  gst_timed_value_control_source_set(values, time_of(5), 20.0);
  gst_object_add_control_binding(
      GST_OBJECT(h.element()),
      gst_direct_control_binding_new_absolute(GST_OBJECT(h.element()), "peak-falloff", source));
  gst_object_unref(source);
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  feed(h, quiet, 1, 6);
  ck_assert(h.eos());
  expect_decays(decays_of(log.take()), {0.0, 0.0, 0.0, 0.0, -1.0, -4.0, -6.0});
}
END_TEST

// ---- time that passes without a level ----

START_TEST(it_falls_while_no_level_is_analysed) {
  Harness h;
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  g_object_set(h.element(), "analyses", 4, nullptr);
  feed(h, 0.5, 1, 8);
  g_object_set(h.element(), "analyses", 7, nullptr);
  feed(h, quiet, 9);
  expect_after(h, log, fallen(9));
}
END_TEST

/// In a lossless pipeline, nobody takes the results of the blocks in between.
START_TEST(it_falls_while_nobody_listens) {
  Harness h(with(lossless(), "post-messages", "false"));
  ck_assert(h.open(float_caps(rate)));
  {
    BlockLog log(h.element());
    feed(h, 1.0, 0);
    log.expect(1);
  }
  feed(h, 0.5, 1, 8);
  BlockLog log(h.element());
  feed(h, quiet, 9);
  expect_after(h, log, fallen(9));
}
END_TEST

START_TEST(it_falls_while_analyses_are_skipped) {
  LiveHarness h(evicting());
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  for (std::size_t i = 1; i < 12; ++i) {
    tell_qos(h, time_of(i), 20 * GST_MSECOND);
    feed(h, quiet, i);
    log.expect(i + 1);
  }
  int skipped = 0;
  const std::vector<Told> told = log.take();
  for (std::size_t i = 0; i < told.size(); ++i) {
    if (!boolean(told[i].get(), "analyzed"))
      ++skipped;
    else
      expect_near(decay_of(told[i].get()), fallen(static_cast<double>(i)), 1e-5, "peak-decay");
  }
  ck_assert_int_gt(skipped, 3);
}
END_TEST

START_TEST(it_falls_while_results_are_evicted) {
  // Without running times, the positions of the samples say how much is missing.
  for (const GstFormat format : {GST_FORMAT_TIME, GST_FORMAT_DEFAULT}) {
    GatedHarness h(evicting());
    ck_assert(h.open(float_caps(rate)));
    ck_assert(h.segment(0, GST_CLOCK_TIME_NONE, 1.0, format));
    feed(h, 1.0, 0);
    h.gate.expect_call();
    feed(h, quiet, 1, 99);
    h.gate.open();
    ck_assert(h.eos());
    ck_assert_uint_gt(h.metric("evicted-results"), 10);
    for (const Told& one : h.log.take()) {
      const auto index = static_cast<double>(u64(one.get(), "block-index"));
      expect_near(decay_of(one.get()), std::max(fallen(index), in_db(quiet)), 1e-5, "peak-decay");
    }
  }
}
END_TEST

START_TEST(it_falls_over_a_jump_in_time) {
  Harness h;
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  BufferPtr later = float_buffer(level_block(quiet), time_of(9));
  GST_BUFFER_FLAG_SET(later.get(), GST_BUFFER_FLAG_DISCONT);
  h.feed(std::move(later));
  expect_after(h, log, fallen(9));
}
END_TEST

/// At a negative rate buffers come from the last to the first, each a run that says DISCONT.
START_TEST(it_falls_as_fast_backwards) {
  Harness h;
  BlockLog log(h.element());
  h.stream_start();
  ck_assert(h.caps(float_caps(rate)));
  ck_assert(h.segment(0, time_of(9), -1.0));
  for (std::size_t i = 0; i < 3; ++i) {
    Samples samples(3 * block, static_cast<float>(quiet));
    if (i == 0) samples[0] = 1.0F;
    BufferPtr buffer = float_buffer(samples, time_of(6 - 3 * i));
    GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DISCONT);
    h.feed(std::move(buffer));
  }
  expect_after(h, log, fallen(8));
}
END_TEST

START_TEST(a_gap_is_silence) {
  Harness h;
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  ck_assert(h.event(gst_event_new_gap(time_of(1), time_of(9))));
  expect_after(h, log, fallen(9));
}
END_TEST

// ---- where it begins anew ----

START_TEST(a_flush_begins_anew) {
  Harness h(with(lossless(), "interval", "0"));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  log.expect(1);
  ck_assert(h.event(gst_event_new_flush_start()));
  ck_assert(h.event(gst_event_new_flush_stop(TRUE)));
  ck_assert(h.segment());
  feed(h, quiet, 0);
  expect_after(h, log, in_db(quiet));
}
END_TEST

/// The highest peak since the last message, too, belongs to what was flushed.
START_TEST(a_flush_forgets_the_peak_of_the_next_message) {
  Harness h(with(lossless(), "interval", "1000000000"));
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0, 5);
  log.expect(5);
  ck_assert(h.event(gst_event_new_flush_start()));
  ck_assert(h.event(gst_event_new_flush_stop(TRUE)));
  ck_assert(h.segment());
  feed(h, quiet, 0, 5);
  ck_assert(h.eos());
  const std::vector<StructurePtr> messages = told_messages(h);
  ck_assert_uint_eq(messages.size(), 1);
  expect_near(doubles(messages[0].get(), "peak").at(0), in_db(quiet), 1e-5, "peak");
}
END_TEST

START_TEST(a_reset_begins_anew) {
  Harness h;
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  g_signal_emit_by_name(h.element(), "reset");
  feed(h, quiet, 1);
  expect_after(h, log, in_db(quiet));
}
END_TEST

START_TEST(another_format_begins_anew) {
  for (const std::string& caps : {float_caps(2 * rate), float_caps(rate, 2)}) {
    Harness h;
    BlockLog log(h.element());
    ck_assert(h.open(float_caps(rate)));
    feed(h, 1.0, 0);
    ck_assert(h.caps(caps));
    h.feed(float_buffer(Samples(2 * block, static_cast<float>(quiet)), time_of(1)));
    ck_assert(h.eos());
    for (const double decay : doubles(log.take().back().get(), "peak-decay"))
      expect_near(decay, in_db(quiet), 1e-5, "peak-decay");
  }
}
END_TEST

START_TEST(another_run_of_the_element_begins_anew) {
  Harness h;
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  ck_assert(h.eos());
  gst_element_set_state(h.element(), GST_STATE_READY);
  gst_element_set_state(h.element(), GST_STATE_PLAYING);
  ck_assert(h.open(float_caps(rate)));
  feed(h, quiet, 0);
  expect_after(h, log, in_db(quiet));
}
END_TEST

/// The next file of a playlist.
START_TEST(a_segment_that_continues_the_stream_lets_it_fall_on) {
  Harness h;
  BlockLog log(h.element());
  ck_assert(h.open(float_caps(rate)));
  feed(h, 1.0, 0);
  feed(h, quiet, 1, 5);
  h.stream_start();
  GstSegment next;
  gst_segment_init(&next, GST_FORMAT_TIME);
  next.base = time_of(6);
  ck_assert(h.event(gst_event_new_segment(&next)));
  feed(h, quiet, 0, 3);
  expect_after(h, log, fallen(8));
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "peak",
                   {ELEMENT_TEST(a_peak_is_held_and_then_falls),
                    ELEMENT_TEST(each_channel_has_its_own),
                    ELEMENT_TEST(silence_falls_to_the_floor),
                    ELEMENT_TEST(it_agrees_with_level),
                    ELEMENT_TEST(a_message_has_that_of_its_block_however_rare_it_is),
                    ELEMENT_TEST(nothing_but_the_level_is_needed),
                    ELEMENT_TEST(a_change_takes_effect_on_the_next_block),
                    ELEMENT_TEST(a_controller_sets_them_block_by_block),
                    ELEMENT_TEST(it_falls_while_no_level_is_analysed),
                    ELEMENT_TEST(it_falls_while_nobody_listens),
                    ELEMENT_TEST(it_falls_while_analyses_are_skipped),
                    ELEMENT_TEST(it_falls_while_results_are_evicted),
                    ELEMENT_TEST(it_falls_over_a_jump_in_time),
                    ELEMENT_TEST(it_falls_as_fast_backwards),
                    ELEMENT_TEST(a_gap_is_silence),
                    ELEMENT_TEST(a_flush_begins_anew),
                    ELEMENT_TEST(a_flush_forgets_the_peak_of_the_next_message),
                    ELEMENT_TEST(a_reset_begins_anew),
                    ELEMENT_TEST(another_format_begins_anew),
                    ELEMENT_TEST(another_run_of_the_element_begins_anew),
                    ELEMENT_TEST(a_segment_that_continues_the_stream_lets_it_fall_on)});
}
