// SPDX-License-Identifier: LGPL-2.1-or-later
//
// notes: beginnings and ends of notes as message and signal, with exact times, each once, however
// the run ends.
#include <algorithm>
#include <cstddef>
#include <mutex>
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
class NoteLog {
 public:
  explicit NoteLog(GstElement* element)
      : element_(element),
        handler_(g_signal_connect(element, "audioblocks-note", G_CALLBACK(on_note), this)) {}
  ~NoteLog() { g_signal_handler_disconnect(element_, handler_); }
  NoteLog(const NoteLog&) = delete;
  NoteLog& operator=(const NoteLog&) = delete;

  [[nodiscard]] std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return told_.size();
  }
  std::vector<Told> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(told_, {});
  }

 private:
  static void on_note(GstElement* /*element*/, const GstStructure* structure, NoteLog* self) {
    Told one{StructurePtr(gst_structure_copy(structure)), std::this_thread::get_id()};
    const std::lock_guard lock(self->mutex_);
    self->told_.push_back(std::move(one));
  }

  GstElement* element_;
  mutable std::mutex mutex_;
  std::vector<Told> told_;
  gulong handler_;  // last: it may be called at once
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

int main(int argc, char** argv) {
  return run_tests(argc, argv, "notes",
                   {ELEMENT_TEST(a_melody_is_reported_as_the_core_finds_it),
                    ELEMENT_TEST(a_lag_leaves_the_notes_alone),
                    ELEMENT_TEST(a_live_pipeline_reports_notes_while_they_sound),
                    ELEMENT_TEST(without_messages_there_is_the_signal),
                    ELEMENT_TEST(without_the_property_there_are_no_notes)});
}
