// SPDX-License-Identifier: LGPL-2.1-or-later
//
// notes: beginnings and ends of notes as message and signal, with exact times, each once, however
// the run ends.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/core_run.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;
using audioblocks::NoteEvent;
using audioblocks::NoteTracker;

namespace {

constexpr std::size_t block = BufferConstants::default_block_samples;
constexpr int rate = 48000;

GstClockTime time_of(std::size_t sample) { return gst_util_uint64_scale(sample, GST_SECOND, rate); }

Properties with_notes(Properties properties = lossless()) {
  properties.emplace_back("notes", "true");
  return properties;
}
Properties worker(Properties properties) {
  properties.emplace_back("analysis-mode", "worker");
  return properties;
}

/// Plucked notes of 300 ms each, one every 400 ms.
Samples melody(std::initializer_list<double> frequencies) {
  constexpr std::size_t period = rate * 4 / 10;
  constexpr std::size_t length = rate * 3 / 10;
  Samples all;
  for (const double frequency : frequencies) {
    Samples one = sine(frequency, length, 0.5, rate);
    for (std::size_t i = 0; i < length; ++i)
      one[i] *= static_cast<float>(std::min(1.0, static_cast<double>(length - i) / 2400.0));
    one.resize(period);
    all.insert(all.end(), one.begin(), one.end());
  }
  return all;
}
Samples five_notes() { return melody({220.0, 261.63, 329.63, 261.63, 220.0}); }

/// Keeps the notes from the signal.
class NoteLog : public BlockLog {
 public:
  explicit NoteLog(GstElement* element) : BlockLog(element, "audioblocks-note") {}
};

std::vector<StructurePtr> note_messages(Harness& h) {
  std::vector<StructurePtr> notes;
  for (const MessagePtr& message : take_messages(h.bus(), GST_MESSAGE_ELEMENT)) {
    const GstStructure* structure = gst_message_get_structure(message.get());
    if (gst_structure_has_name(structure, "audioblocks-note") != FALSE)
      notes.emplace_back(gst_structure_copy(structure));
  }
  return notes;
}

void expect_note(const GstStructure* told, const NoteEvent& event, GstClockTime anchor = 0) {
  expect_text(text(told, "event"), event.is_on ? "on" : "off");
  const GstClockTime timestamp = anchor + time_of(event.is_on ? event.onset : event.end);
  for (const char* time : {"timestamp", "stream-time", "running-time"})
    ck_assert_msg(u64(told, time) == timestamp, "%s is %llu, not %llu", time, wide(u64(told, time)),
                  wide(timestamp));
  ck_assert_int_eq(has(told, "duration"), !event.is_on);
  if (!event.is_on)
    ck_assert_uint_eq(u64(told, "duration"), time_of(event.end) - time_of(event.onset));
  ck_assert_int_eq(integer(told, "midi-note"), event.midi_note);
  expect_text(text(told, "note"), audioblocks::note_name(event.midi_note));
  expect_near(number(told, "cents"), event.cents, 1e-3, "cents");
  expect_near(number(told, "frequency"), event.frequency, 1e-3, "frequency");
  expect_near(number(told, "level"), event.level, 1e-3, "level");
  expect_near(number(told, "clarity"), event.clarity, 1e-3, "clarity");
}

void expect_notes(const std::vector<Told>& told, const std::vector<NoteEvent>& events,
                  GstClockTime anchor = 0) {
  ck_assert_uint_eq(told.size(), events.size());
  for (std::size_t i = 0; i < told.size(); ++i) expect_note(told[i].get(), events[i], anchor);
}

/// Each beginning has its end, and they do not overlap.
void expect_pairs(const std::vector<Told>& told) {
  ck_assert_uint_eq(told.size() % 2, 0);
  GstClockTime last = 0;
  for (std::size_t i = 0; i < told.size(); ++i) {
    expect_text(text(told[i].get(), "event"), i % 2 == 0 ? "on" : "off");
    ck_assert_uint_ge(u64(told[i].get(), "timestamp"), last);
    last = u64(told[i].get(), "timestamp");
  }
}

/// The end of a note that ends with its last sample.
void expect_cut(const Told& told, std::size_t end) {
  expect_text(text(told.get(), "event"), "off");
  ck_assert_uint_eq(u64(told.get(), "timestamp"), time_of(end));
}

std::size_t notes_in(const Samples& samples) {
  Harness h(with_notes());
  NoteLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed_floats(h, samples);
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  expect_pairs(told);
  ck_assert_uint_eq(h.metric("notes"), told.size() / 2);
  for (const Told& one : told)
    for (const char* name : {"cents", "frequency", "level", "clarity"})
      ck_assert_msg(std::isfinite(number(one.get(), name)), "%s", name);
  return told.size() / 2;
}

Samples noise(std::size_t count, float amplitude = 0.5F) {
  Samples samples(count);
  std::uint32_t state = 1;
  for (float& sample : samples) {
    state = state * 1664525U + 1013904223U;
    sample = amplitude * (static_cast<float>(state >> 8U) / 8388608.0F - 1.0F);
  }
  return samples;
}

std::vector<std::string> warnings(Harness& h) {
  std::vector<std::string> texts;
  for (const MessagePtr& message : take_messages(h.bus(), GST_MESSAGE_WARNING)) {
    GError* error = nullptr;
    gst_message_parse_warning(message.get(), &error, nullptr);
    texts.emplace_back(error->message);
    g_error_free(error);
  }
  return texts;
}

}  // namespace

START_TEST(a_melody_is_reported_as_the_core_finds_it) {
  const Samples samples = five_notes();
  const auto wanted = core_notes(core_blocks(samples), NoteTracker::Mode::file);
  ck_assert_uint_eq(wanted.size(), 10);
  for (const Properties& properties : {with_notes(), worker(with_notes())}) {
    Harness h(properties);
    NoteLog log(h.element());
    ck_assert(h.open(float_caps()));
    feed_floats(h, samples);
    ck_assert(h.eos());
    // The last comes before EOS.
    const std::vector<Told> told = log.take();
    expect_notes(told, wanted);
    expect_pairs(told);
    const std::vector<StructurePtr> messages = note_messages(h);
    ck_assert_uint_eq(messages.size(), wanted.size());
    for (std::size_t i = 0; i < messages.size(); ++i) expect_note(messages[i].get(), wanted[i]);
    ck_assert_uint_eq(h.metric("notes"), 5);
  }
}
END_TEST

START_TEST(a_lag_leaves_the_notes_alone) {
  const Samples samples = five_notes();
  Properties properties = with_notes();
  properties.emplace_back("track-lag", "8");
  Harness h(properties);
  NoteLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed_floats(h, samples);
  ck_assert(h.eos());
  expect_notes(log.take(), core_notes(core_blocks(samples), NoteTracker::Mode::file));
}
END_TEST

START_TEST(a_live_pipeline_reports_notes_while_they_sound) {
  const Samples samples = sine(220.0, 60 * block, 0.5, rate);
  const auto wanted = core_notes(core_blocks(samples), NoteTracker::Mode::live);
  ck_assert_uint_eq(wanted.size(), 2);
  Harness h(with_notes());
  gst_harness_set_live(h.get(), TRUE);
  NoteLog log(h.element());
  ck_assert(h.open(float_caps()));
  ck_assert(boolean(h.status().get(), "live"));
  for (std::size_t i = 0; i < 8; ++i) {
    const auto at = samples.begin() + static_cast<std::ptrdiff_t>(i * block);
    feed_floats(h, Samples(at, at + block), i * block);
  }
  ck_assert(wait_until([&log] { return log.count() == 1; }));
  const auto rest = samples.begin() + 8 * block;
  feed_floats(h, Samples(rest, samples.end()), 8 * block);
  ck_assert(h.eos());
  expect_notes(log.take(), wanted);
}
END_TEST

START_TEST(without_messages_there_is_the_signal) {
  Properties properties = with_notes();
  properties.emplace_back("post-messages", "false");
  Harness h(properties);
  NoteLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed_floats(h, five_notes());
  ck_assert(h.eos());
  ck_assert_uint_eq(log.take().size(), 10);
  ck_assert_uint_eq(note_messages(h).size(), 0);
}
END_TEST

START_TEST(without_the_property_there_are_no_notes) {
  Harness h;
  NoteLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed_floats(h, five_notes());
  ck_assert(h.eos());
  ck_assert_uint_eq(log.take().size(), 0);
  ck_assert_uint_eq(note_messages(h).size(), 0);
  ck_assert_uint_eq(h.metric("notes"), 0);
}
END_TEST

// ---- ends of runs ----

START_TEST(an_open_note_ends_with_the_stream) {
  for (const Properties& properties : {with_notes(), worker(with_notes())}) {
    Harness h(properties);
    NoteLog log(h.element());
    ck_assert(h.open(float_caps()));
    // The last block is a partial one.
    feed_floats(h, sine(220.0, 40 * block + 300, 0.5, rate));
    ck_assert(h.eos());
    const std::vector<Told> told = log.take();
    expect_pairs(told);
    ck_assert_uint_eq(told.size(), 2);
    expect_cut(told[1], 40 * block + 300);
  }
}
END_TEST

START_TEST(a_jump_ends_an_open_note) {
  const Samples samples = sine(220.0, 40 * block, 0.5, rate);
  const auto wanted = core_notes(core_blocks(samples), NoteTracker::Mode::file);
  for (const Properties& properties : {with_notes(), worker(with_notes())}) {
    Harness h(properties);
    NoteLog log(h.element());
    ck_assert(h.open(float_caps()));
    feed_floats(h, samples);
    BufferPtr later = float_buffer(samples, 5 * GST_SECOND);
    GST_BUFFER_FLAG_SET(later.get(), GST_BUFFER_FLAG_DISCONT);
    h.feed(std::move(later));
    ck_assert(h.eos());
    std::vector<Told> told = log.take();
    ck_assert_uint_eq(told.size(), 4);
    expect_cut(told[1], samples.size());
    for (std::size_t i = 0; i < 2; ++i) {
      expect_note(told[i].get(), wanted[i]);
      expect_note(told[2 + i].get(), wanted[i], 5 * GST_SECOND);
    }
  }
}
END_TEST

/// The beginning of a note of 12 blocks is reported with its end, of one of 40 blocks before.
START_TEST(a_reset_ends_an_open_note) {
  for (const Properties& properties : {with_notes(), worker(with_notes())}) {
    for (const std::size_t before : {12U, 40U}) {
      Harness h(properties);
      NoteLog log(h.element());
      ck_assert(h.open(float_caps()));
      feed_floats(h, sine(220.0, before * block, 0.5, rate));
      g_signal_emit_by_name(h.element(), "reset");
      h.feed(float_buffer(sine(220.0, 40 * block, 0.5, rate), time_of(before * block)));
      ck_assert(h.eos());
      const std::vector<Told> told = log.take();
      ck_assert_uint_eq(told.size(), 4);
      expect_pairs(told);
      expect_cut(told[1], before * block);
      // What is from before the reset does not count.
      ck_assert_uint_eq(h.metric("notes"), 1);
      ck_assert_uint_eq(h.metric("blocks-analyzed"), 40);
    }
  }
}
END_TEST

/// Where the note's beginning was reported, so is its end, and before the flush is over; of what
/// else came before nothing is reported after it.
START_TEST(a_flush_ends_an_open_note) {
  for (const Properties& properties : {with_notes(), worker(with_notes())}) {
    Harness h(properties);
    gst_harness_set_live(h.get(), TRUE);
    BlockLog blocks(h.element());
    NoteLog log(h.element());
    ck_assert(h.open(float_caps()));
    feed_floats(h, sine(220.0, 8 * block, 0.5, rate));
    blocks.expect(8);
    ck_assert(wait_until([&log] { return log.count() == 1; }));
    ck_assert(h.event(gst_event_new_flush_start()));
    ck_assert(h.event(gst_event_new_flush_stop(TRUE)));
    // FLUSH_STOP waits a tenth of a second at most; a busy machine may need longer.
    ck_assert(wait_until([&log] { return log.count() == 2; }));
    const std::vector<Told> told = log.take();
    expect_pairs(told);
    expect_cut(told[1], 8 * block);
    ck_assert(h.segment());
    feed_floats(h, sine(330.0, 30 * block, 0.5, rate));
    ck_assert(h.eos());
    const std::vector<Told> after = log.take();
    ck_assert_uint_eq(after.size(), 2);
    expect_pairs(after);
    for (const Told& one : after) ck_assert_int_eq(integer(one.get(), "midi-note"), 64);
  }
}
END_TEST

/// In a file, a beginning is reported half a second later: a note that was not is forgotten.
START_TEST(a_flush_forgets_a_note_that_was_not_reported) {
  Harness h(with_notes());
  BlockLog blocks(h.element());
  NoteLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(220.0, 12 * block, 0.5, rate));
  blocks.expect(12);
  ck_assert(h.event(gst_event_new_flush_start()));
  ck_assert(h.event(gst_event_new_flush_stop(TRUE)));
  ck_assert(h.segment());
  feed_floats(h, Samples(40 * block));
  ck_assert(h.eos());
  ck_assert_uint_eq(log.take().size(), 0);
}
END_TEST

START_TEST(a_change_of_state_ends_an_open_note) {
  Harness h(with_notes());
  gst_harness_set_live(h.get(), TRUE);
  NoteLog log(h.element());
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(220.0, 8 * block, 0.5, rate));
  ck_assert(wait_until([&log] { return log.count() == 1; }));
  gst_element_set_state(h.element(), GST_STATE_READY);
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 2);
  expect_pairs(told);
}
END_TEST

START_TEST(blocks_without_a_pitch_end_an_open_note) {
  Harness h(with_notes());
  NoteLog log(h.element());
  ck_assert(h.open(float_caps()));
  const Samples samples = sine(220.0, 40 * block, 0.5, rate);
  feed_floats(h, samples);
  gst_util_set_object_arg(G_OBJECT(h.element()), "analyses", "level");
  h.feed(float_buffer(Samples(samples.begin(), samples.begin() + block), time_of(samples.size())));
  ck_assert(wait_until([&log] { return log.count() == 2; }));
  const std::vector<Told> told = log.take();
  expect_pairs(told);
  expect_cut(told[1], samples.size());
}
END_TEST

START_TEST(another_tuning_ends_an_open_note) {
  Harness h(with_notes());
  NoteLog log(h.element());
  ck_assert(h.open(float_caps()));
  const Samples samples = sine(220.0, 40 * block, 0.5, rate);
  feed_floats(h, samples);
  g_object_set(h.element(), "reference-frequency", 415.3, nullptr);
  h.feed(float_buffer(samples, time_of(samples.size())));
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 4);
  expect_cut(told[1], samples.size());
  ck_assert_int_eq(integer(told[0].get(), "midi-note"), 57);
  ck_assert_int_eq(integer(told[2].get(), "midi-note"), 58);
}
END_TEST

/// The handler keeps the helper thread while more results come than the queue holds, over and over.
START_TEST(each_note_ends_once_while_results_are_evicted) {
  for (const Properties& properties : {with_notes(evicting()), worker(with_notes(evicting()))}) {
    Harness h(properties);
    g_signal_connect(h.element(), "block-analyzed", G_CALLBACK(sleep_5_ms), nullptr);
    NoteLog log(h.element());
    ck_assert(h.open(float_caps()));
    for (std::size_t i = 0; i < 400; ++i) {
      feed_floats(h, sine(220.0, block, 0.5, rate, i * block), i * block);
      h.take();
      if (i % 3 == 0) g_usleep(5000);
    }
    ck_assert(h.eos());
    // EOS waits for a second at most.
    gst_element_set_state(h.element(), GST_STATE_READY);
    expect_pairs(log.take());
  }
}
END_TEST

// ---- times ----

/// A segment that starts later, at another place of the stream, and plays at double speed.
START_TEST(times_are_those_of_the_segment) {
  const Samples samples = five_notes();
  const auto wanted = core_notes(core_blocks(samples), NoteTracker::Mode::file);
  Harness h(with_notes());
  NoteLog log(h.element());
  h.stream_start();
  ck_assert(h.caps(float_caps()));
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  segment.rate = 2.0;
  segment.start = segment.position = 3 * GST_SECOND;
  segment.time = 10 * GST_SECOND;
  segment.base = 100 * GST_SECOND;
  h.event(gst_event_new_segment(&segment));
  h.feed(float_buffer(samples, 3 * GST_SECOND));
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), wanted.size());
  for (std::size_t i = 0; i < told.size(); ++i) {
    const GstClockTime offset = time_of(wanted[i].is_on ? wanted[i].onset : wanted[i].end);
    ck_assert_uint_eq(u64(told[i].get(), "timestamp"), 3 * GST_SECOND + offset);
    ck_assert_uint_eq(u64(told[i].get(), "stream-time"), 10 * GST_SECOND + offset);
    ck_assert_uint_eq(u64(told[i].get(), "running-time"), 100 * GST_SECOND + offset / 2);
  }
}
END_TEST

START_TEST(outside_time_segments_there_is_no_stream_or_running_time) {
  Harness h(with_notes());
  NoteLog log(h.element());
  h.stream_start();
  ck_assert(h.caps(float_caps()));
  h.segment(0, GST_CLOCK_TIME_NONE, 1.0, GST_FORMAT_BYTES);
  feed_floats(h, five_notes());
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 10);
  for (const Told& one : told) {
    ck_assert(GST_CLOCK_TIME_IS_VALID(u64(one.get(), "timestamp")));
    ck_assert(!GST_CLOCK_TIME_IS_VALID(u64(one.get(), "stream-time")));
    ck_assert(!GST_CLOCK_TIME_IS_VALID(u64(one.get(), "running-time")));
  }
}
END_TEST

/// The run goes on behind a seam, in the middle of a note: the stream has one note, whose beginning
/// lies in one segment and whose end in the other.
START_TEST(a_note_goes_on_in_the_next_segment) {
  Harness h(with_notes());
  NoteLog log(h.element());
  h.stream_start();
  ck_assert(h.caps(float_caps()));
  const std::size_t half = 20 * block + 500;
  h.segment(0, time_of(half));
  const Samples samples = sine(220.0, 2 * half, 0.5, rate);
  const auto middle = samples.begin() + static_cast<std::ptrdiff_t>(half);
  feed_floats(h, Samples(samples.begin(), middle));
  GstSegment next;
  gst_segment_init(&next, GST_FORMAT_TIME);
  next.base = time_of(half);
  h.event(gst_event_new_segment(&next));
  h.feed(float_buffer(Samples(middle, samples.end()), 0));
  ck_assert(h.eos());
  const std::vector<Told> told = log.take();
  ck_assert_uint_eq(told.size(), 2);
  const GstClockTime on = u64(told[0].get(), "running-time");
  const GstClockTime off = u64(told[1].get(), "running-time");
  ck_assert_uint_lt(on, time_of(block));
  // Times behind a seam are rounded up.
  ck_assert(off == time_of(2 * half) || off == time_of(2 * half) + 1);
  ck_assert_uint_le(u64(told[1].get(), "timestamp"), time_of(half) + 1);
  ck_assert_uint_ge(u64(told[1].get(), "timestamp"), time_of(half) - 1);
  ck_assert_uint_le(u64(told[1].get(), "duration"), off - on + 1);
  ck_assert_uint_ge(u64(told[1].get(), "duration") + 1, off - on);
}
END_TEST

// ---- bad input ----

START_TEST(silence_noise_and_numbers_that_are_none_have_no_notes) {
  constexpr std::size_t five_seconds = 5 * rate;
  ck_assert_uint_eq(notes_in(Samples(five_seconds)), 0);
  ck_assert_uint_eq(notes_in(noise(five_seconds)), 0);
  ck_assert_uint_eq(notes_in(Samples(five_seconds, std::nanf(""))), 0);
  ck_assert_uint_eq(notes_in(Samples(five_seconds, INFINITY)), 0);
}
END_TEST

/// NaN inside a melody costs no more than what it covers.
START_TEST(a_melody_with_holes_of_nan_is_still_found) {
  Samples samples = five_notes();
  for (std::size_t i = 0; i < samples.size(); i += 4801) samples[i] = std::nanf("");
  ck_assert_uint_eq(notes_in(samples), 5);
}
END_TEST

/// Bursts of noise that fade within 50 ms, four a second.
START_TEST(drums_have_few_notes) {
  Samples samples = noise(10 * rate, 0.9F);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] *= static_cast<float>(std::exp(-static_cast<double>(i % (rate / 4)) / 600.0));
  ck_assert_uint_le(notes_in(samples), 5);
}
END_TEST

// ---- properties ----

START_TEST(notes_without_a_pitch_are_warned_of_once) {
  for (const char* analyses : {"level", "none", "pitch"}) {
    for (const Properties& mode : {with_notes(), worker(with_notes())}) {
      Properties properties = mode;
      properties.emplace_back("analyses", analyses);
      Harness h(properties);
      NoteLog log(h.element());
      ck_assert(h.open(float_caps()));
      feed_floats(h, five_notes());
      ck_assert(h.eos());
      const bool has_pitch = std::string(analyses) == "pitch";
      ck_assert_uint_eq(log.take().size(), has_pitch ? 10 : 0);
      const std::vector<std::string> texts = warnings(h);
      ck_assert_uint_eq(texts.size(), has_pitch ? 0 : 1);
      for (const std::string& words : texts)
        ck_assert(words.find("analyses lacks pitch") != std::string::npos);
    }
  }
}
END_TEST

START_TEST(a_change_takes_effect_with_the_next_run) {
  const Samples samples = sine(220.0, 40 * block, 0.5, rate);
  for (const bool first : {false, true}) {
    Harness h({{"overflow-policy", "wait"}, {"notes", first ? "true" : "false"}});
    NoteLog log(h.element());
    ck_assert(h.open(float_caps()));
    feed_floats(h, samples);
    g_object_set(h.element(), "notes", static_cast<gboolean>(!first), nullptr);
    h.feed(float_buffer(samples, time_of(samples.size())));
    ck_assert(boolean(h.status().get(), "notes") == first);
    BufferPtr later = float_buffer(samples, 5 * GST_SECOND);
    GST_BUFFER_FLAG_SET(later.get(), GST_BUFFER_FLAG_DISCONT);
    h.feed(std::move(later));
    ck_assert(boolean(h.status().get(), "notes") == !first);
    ck_assert(h.eos());
    const std::vector<Told> told = log.take();
    ck_assert_uint_eq(told.size(), 2);
    ck_assert_int_eq(u64(told[0].get(), "timestamp") < 4 * GST_SECOND, first);
  }
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "notes",
                   {ELEMENT_TEST(a_melody_is_reported_as_the_core_finds_it),
                    ELEMENT_TEST(a_lag_leaves_the_notes_alone),
                    ELEMENT_TEST(a_live_pipeline_reports_notes_while_they_sound),
                    ELEMENT_TEST(without_messages_there_is_the_signal),
                    ELEMENT_TEST(without_the_property_there_are_no_notes),
                    ELEMENT_TEST(an_open_note_ends_with_the_stream),
                    ELEMENT_TEST(a_jump_ends_an_open_note),
                    ELEMENT_TEST(a_reset_ends_an_open_note),
                    ELEMENT_TEST(a_flush_ends_an_open_note),
                    ELEMENT_TEST(a_flush_forgets_a_note_that_was_not_reported),
                    ELEMENT_TEST(a_change_of_state_ends_an_open_note),
                    ELEMENT_TEST(blocks_without_a_pitch_end_an_open_note),
                    ELEMENT_TEST(another_tuning_ends_an_open_note),
                    ELEMENT_TEST(each_note_ends_once_while_results_are_evicted),
                    ELEMENT_TEST(times_are_those_of_the_segment),
                    ELEMENT_TEST(outside_time_segments_there_is_no_stream_or_running_time),
                    ELEMENT_TEST(a_note_goes_on_in_the_next_segment),
                    ELEMENT_TEST(silence_noise_and_numbers_that_are_none_have_no_notes),
                    ELEMENT_TEST(a_melody_with_holes_of_nan_is_still_found),
                    ELEMENT_TEST(drums_have_few_notes),
                    ELEMENT_TEST(notes_without_a_pitch_are_warned_of_once),
                    ELEMENT_TEST(a_change_takes_effect_with_the_next_run)});
}
