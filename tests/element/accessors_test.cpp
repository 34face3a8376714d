// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The public header: its accessors read what is in the structure. (That its names are those that
// the element writes needs no test: the element takes them from there.)
#include <gst/audioblocks/audioblocks.h>

#include <optional>
#include <utility>
#include <vector>

#include "tests/support/stimulus.h"

using audioblocks::BlockView;
using audioblocks::NoteView;
using namespace audioblocks::test;

namespace {

constexpr int rate = 48000;
constexpr std::size_t block = 1024;

/// Two channels, the first half as loud: three blocks of it, and their messages.
class Stream {
 public:
  explicit Stream(Properties properties = {}) : harness_(with_defaults(std::move(properties))) {
    ck_assert(harness_.open(float_caps(rate, 2)));
    feed_floats(harness_, interleave({sine(375.0, 3 * block, 0.5), sine(375.0, 3 * block)}), 0,
                rate);
    harness_.eos();
    blocks_ = harness_.take_blocks();
    ck_assert_uint_eq(blocks_.size(), 3);
  }

  [[nodiscard]] GstBuffer* buffer() const { return blocks_[1].get(); }
  /// The message of the same block.
  [[nodiscard]] MessagePtr message() const {
    std::vector<MessagePtr> messages = take_messages(harness_.bus(), GST_MESSAGE_ELEMENT);
    ck_assert_uint_eq(messages.size(), 3);
    return std::move(messages[1]);
  }

 private:
  static Properties with_defaults(Properties properties) {
    properties.insert(properties.end(), {{"overflow-policy", "wait"}, {"interval", "0"}});
    return properties;
  }

  Harness harness_;
  std::vector<BufferPtr> blocks_;
};

void expect_same(const GstStructure* info, const char* field,
                 gboolean (*get)(const GstStructure*, guint64*)) {
  guint64 read = 0;
  ck_assert_msg(get(info, &read) != FALSE, "%s", field);
  ck_assert_uint_eq(read, u64(info, field));
}
void expect_same(const GstStructure* info, const char* field,
                 gboolean (*get)(const GstStructure*, gdouble*)) {
  gdouble read = 0.0;
  ck_assert_msg(get(info, &read) != FALSE, "%s", field);
  ck_assert(read == number(info, field));
}
/// gint and gboolean are one type in C.
void expect_same(const GstStructure* info, const char* field,
                 gboolean (*get)(const GstStructure*, gint*)) {
  gint read = -1;
  ck_assert_msg(get(info, &read) != FALSE, "%s", field);
  const bool is_boolean = gst_structure_has_field_typed(info, field, G_TYPE_BOOLEAN) != FALSE;
  ck_assert_int_eq(read,
                   is_boolean ? static_cast<gint>(boolean(info, field)) : integer(info, field));
}

void expect_scalars(const GstStructure* info) {
  expect_same(info, "timestamp", gst_audio_block_get_timestamp);
  expect_same(info, "stream-time", gst_audio_block_get_stream_time);
  expect_same(info, "running-time", gst_audio_block_get_running_time);
  expect_same(info, "duration", gst_audio_block_get_duration);
  expect_same(info, "block-index", gst_audio_block_get_block_index);
  expect_same(info, "start-sample", gst_audio_block_get_start_sample);
  expect_same(info, "block-samples", gst_audio_block_get_block_samples);
  expect_same(info, "valid-samples", gst_audio_block_get_valid_samples);
  expect_same(info, "gap-samples", gst_audio_block_get_gap_samples);
  expect_same(info, "rate", gst_audio_block_get_rate);
  expect_same(info, "channels", gst_audio_block_get_channels);
  expect_same(info, "analyzed", gst_audio_block_get_analyzed);
  expect_same(info, "discont", gst_audio_block_get_discont);
  expect_same(info, "frequency", gst_audio_block_get_frequency);
  expect_same(info, "clarity", gst_audio_block_get_clarity);
  expect_same(info, "voiced", gst_audio_block_get_voiced);
  expect_same(info, "midi-note", gst_audio_block_get_midi_note);
  expect_same(info, "cents", gst_audio_block_get_cents);
  expect_same(info, "peak-frequency", gst_audio_block_get_peak_frequency);
  expect_same(info, "peak-magnitude", gst_audio_block_get_peak_magnitude);
  expect_same(info, "centroid", gst_audio_block_get_centroid);
  expect_text(text(info, "note"), gst_audio_block_get_note(info));
}

START_TEST(every_field_of_a_meta_is_read) {
  const Stream stream;
  const GstStructure* info = gst_audio_block_from_buffer(stream.buffer());
  ck_assert(info == block_info(stream.buffer()));
  expect_scalars(info);
  expect_same(info, "rms", gst_audio_block_get_rms);
  expect_same(info, "peak", gst_audio_block_get_peak);
}
END_TEST

START_TEST(every_field_of_a_message_is_read) {
  const Stream stream({{"bands", "4"}, {"multi-channel", "true"}});
  const MessagePtr message = stream.message();
  const GstStructure* info = gst_audio_block_from_message(message.get());
  ck_assert(info != nullptr);
  expect_scalars(info);
  expect_same(info, "lag", gst_audio_block_get_lag);
  ck_assert_uint_eq(gst_audio_block_count(info, GST_AUDIO_BLOCK_FIELD_PEAK_DECAY), 2);
  ck_assert_uint_eq(gst_audio_block_count(info, GST_AUDIO_BLOCK_FIELD_MAGNITUDES), 4);
  ck_assert_uint_eq(gst_audio_block_count(info, GST_AUDIO_BLOCK_FIELD_CLARITIES), 2);
  for (guint channel = 0; channel < 2; ++channel) {
    gdouble frequency = 0.0;
    ck_assert(gst_audio_block_get_item(info, GST_AUDIO_BLOCK_FIELD_FREQUENCIES, channel,
                                       &frequency) != FALSE);
    expect_near(frequency, 375.0, 0.1, "frequency");
  }
}
END_TEST

START_TEST(levels_of_meta_and_message_are_the_loudest_channels) {
  const Stream stream;
  const MessagePtr message = stream.message();
  const GstStructure* told = gst_audio_block_from_message(message.get());
  for (const GstStructure* info : {gst_audio_block_from_buffer(stream.buffer()), told}) {
    gdouble rms = 0.0;
    gdouble peak = 1.0;
    ck_assert(gst_audio_block_get_rms(info, &rms) != FALSE);
    ck_assert(gst_audio_block_get_peak(info, &peak) != FALSE);
    expect_near(rms, -3.0103, 0.001, "rms");
    expect_near(peak, 0.0, 0.001, "peak");
  }
  gdouble decay = 1.0;
  ck_assert(gst_audio_block_get_peak_decay(told, &decay) != FALSE);
  expect_near(decay, 0.0, 0.001, "peak-decay");
  gdouble first = 0.0;
  ck_assert(gst_audio_block_get_item(told, GST_AUDIO_BLOCK_FIELD_RMS, 0, &first) != FALSE);
  expect_near(first, -9.0309, 0.001, "first");
}
END_TEST

START_TEST(what_is_not_there_is_not_read) {
  const Stream stream(Properties{{"analyses", "level"}});
  const GstStructure* info = gst_audio_block_from_buffer(stream.buffer());
  gdouble value = 42.0;
  ck_assert(gst_audio_block_get_frequency(info, &value) == FALSE);
  ck_assert(gst_audio_block_get_peak_decay(info, &value) == FALSE);
  ck_assert(gst_audio_block_get_item(info, GST_AUDIO_BLOCK_FIELD_RMS, 0, &value) == FALSE);
  ck_assert(gst_audio_block_get_item(info, GST_AUDIO_BLOCK_FIELD_MAGNITUDES, 0, &value) == FALSE);
  ck_assert(value == 42.0);
  ck_assert(gst_audio_block_get_note(info) == nullptr);

  const MessagePtr message = stream.message();
  info = gst_audio_block_from_message(message.get());
  ck_assert(gst_audio_block_get_item(info, GST_AUDIO_BLOCK_FIELD_RMS, 2, &value) == FALSE);
  ck_assert(value == 42.0);
}
END_TEST

START_TEST(other_buffers_and_messages_have_no_block) {
  const BufferPtr buffer = make_buffer(Bytes(4));
  ck_assert(gst_audio_block_from_buffer(buffer.get()) == nullptr);
  const MessagePtr eos(gst_message_new_eos(nullptr));
  ck_assert(gst_audio_block_from_message(eos.get()) == nullptr);
  const MessagePtr empty(gst_message_new_element(nullptr, gst_structure_new_empty("level")));
  ck_assert(gst_audio_block_from_message(empty.get()) == nullptr);
  ck_assert(gst_audio_note_from_message(empty.get()) == nullptr);
  ck_assert(gst_audio_note_from_message(eos.get()) == nullptr);
  ck_assert(!NoteView::of(eos.get()).has_value());
  ck_assert(!BlockView::of(buffer.get()).has_value());
  ck_assert(!BlockView::of(eos.get()).has_value());
}
END_TEST

START_TEST(a_view_has_the_values_of_the_block) {
  const Stream stream(Properties{{"track-lag", "2"}});
  const std::optional<BlockView> view = BlockView::of(stream.buffer());
  ck_assert(view.has_value());
  ck_assert_uint_eq(view->timestamp(), 21333333);
  ck_assert_uint_eq(view->stream_time(), view->timestamp());
  ck_assert_uint_eq(view->running_time(), view->timestamp());
  ck_assert_uint_eq(view->duration(), 21333333);
  ck_assert_uint_eq(view->block_index(), 1);
  ck_assert_uint_eq(view->start_sample(), block);
  ck_assert_int_eq(view->block_samples(), block);
  ck_assert_int_eq(view->valid_samples(), block);
  ck_assert_int_eq(view->gap_samples(), 0);
  ck_assert_int_eq(view->rate(), rate);
  ck_assert_int_eq(view->channels(), 2);
  ck_assert(view->analyzed() && view->voiced() && !view->discont());
  expect_near(view->frequency().value(), 375.0, 0.1, "frequency");
  ck_assert(view->clarity().value() > 0.9);
  ck_assert_int_eq(view->midi_note().value(), 66);
  ck_assert(view->note() == "F#4");
  expect_near(view->cents().value(), 23.3, 0.5, "cents");
  expect_near(view->rms().value(), -3.0103, 0.001, "rms");
  expect_near(view->peak().value(), 0.0, 0.001, "peak");
  expect_near(view->peak_frequency().value(), 375.0, 1.0, "peak_frequency");
  ck_assert(view->peak_magnitude().has_value() && view->centroid().has_value());

  const MessagePtr message = stream.message();
  const std::vector<double> levels = BlockView::of(message.get())->items("rms");
  ck_assert_uint_eq(levels.size(), 2);
  expect_near(levels[0], -9.0309, 0.001, "levels");
  ck_assert_int_eq(BlockView::of(message.get())->lag().value(), 1);
  ck_assert(!view->lag().has_value());
  expect_near(BlockView::of(message.get())->peak_decay().value(), 0.0, 0.001, "peak_decay");
  ck_assert(!view->peak_decay().has_value());
}
END_TEST

START_TEST(every_field_of_a_note_is_read) {
  Harness h({{"overflow-policy", "wait"}, {"notes", "true"}, {"interval", "1000000000000"}});
  ck_assert(h.open(float_caps()));
  feed_floats(h, sine(375.0, 40 * block));
  h.eos();
  const std::vector<MessagePtr> messages = take_messages(h.bus(), GST_MESSAGE_ELEMENT);
  ck_assert_uint_eq(messages.size(), 2);
  for (const MessagePtr& message : messages) {
    const bool is_on = message == messages.front();
    const GstStructure* note = gst_audio_note_from_message(message.get());
    ck_assert(note != nullptr && gst_audio_block_from_message(message.get()) == nullptr);
    ck_assert_int_eq(gst_audio_note_is_on(note) != FALSE, is_on);
    expect_same(note, "timestamp", gst_audio_note_get_timestamp);
    expect_same(note, "stream-time", gst_audio_note_get_stream_time);
    expect_same(note, "running-time", gst_audio_note_get_running_time);
    expect_same(note, "midi-note", gst_audio_note_get_midi_note);
    expect_same(note, "cents", gst_audio_note_get_cents);
    expect_same(note, "frequency", gst_audio_note_get_frequency);
    expect_same(note, "level", gst_audio_note_get_level);
    expect_same(note, "clarity", gst_audio_note_get_clarity);
    expect_text(text(note, "note"), gst_audio_note_get_name(note));
    guint64 duration = 42;
    ck_assert_int_eq(gst_audio_note_get_duration(note, &duration) != FALSE, !is_on);
    if (is_on)
      ck_assert_uint_eq(duration, 42);
    else
      expect_same(note, "duration", gst_audio_note_get_duration);

    const std::optional<NoteView> view = NoteView::of(message.get());
    ck_assert(view.has_value() && view->is_on() == is_on && view->name() == "F#4");
    ck_assert_uint_eq(view->timestamp(), u64(note, "timestamp"));
    ck_assert_uint_eq(view->stream_time(), view->timestamp());
    ck_assert_uint_eq(view->running_time(), view->timestamp());
    ck_assert_int_eq(GST_CLOCK_TIME_IS_VALID(view->duration()), !is_on);
    ck_assert_int_eq(view->midi_note(), 66);
    expect_near(view->frequency(), 375.0, 0.5, "frequency");
    expect_near(view->cents(), 23.3, 1.0, "cents");
    expect_near(view->level(), -3.0103, 0.5, "level");
    ck_assert(view->clarity() > 0.9);
  }
}
END_TEST

START_TEST(a_view_of_a_block_without_analysis_has_no_values) {
  const Stream stream(Properties{{"analyses", "0"}});
  const std::optional<BlockView> view = BlockView::of(stream.buffer());
  ck_assert(view.has_value() && !view->analyzed());
  ck_assert(!view->rms().has_value() && !view->frequency().has_value());
  ck_assert(!view->voiced() && view->note().empty());
  ck_assert(view->items(GST_AUDIO_BLOCK_FIELD_RMS).empty());
}
END_TEST

}  // namespace

int main(int argc, char** argv) {
  return run_tests(
      argc, argv, "accessors",
      {ELEMENT_TEST(every_field_of_a_meta_is_read), ELEMENT_TEST(every_field_of_a_message_is_read),
       ELEMENT_TEST(levels_of_meta_and_message_are_the_loudest_channels),
       ELEMENT_TEST(what_is_not_there_is_not_read),
       ELEMENT_TEST(other_buffers_and_messages_have_no_block),
       ELEMENT_TEST(a_view_has_the_values_of_the_block),
       ELEMENT_TEST(a_view_of_a_block_without_analysis_has_no_values),
       ELEMENT_TEST(every_field_of_a_note_is_read)});
}
