// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What is negotiated, what is refused, and what a change in mid-stream does.

#include <algorithm>
#include <random>

#include "tests/support/harness.h"

using namespace audioblocks::test;
using audioblocks::BufferConstants;

namespace {

constexpr GstClockTime none = GST_CLOCK_TIME_NONE;
constexpr GstClockTime ms = GST_MSECOND;

std::string mono() { return caps_text("S32LE", 1000, 1); }

std::vector<int> all_sizes() {
  std::vector<int> sizes;
  for (const int size : BufferConstants::block_sizes()) sizes.push_back(size);
  return sizes;
}

/// Off the grid, or out of range; in both profiles.
const std::vector<int>& impossible_sizes() {
  static const auto* sizes =
      new std::vector<int>{-1024, 0, 1, 128, 255, 300, 1000, 1025, 2047, 2049, 2176, 4096, 1000000};
  return *sizes;
}

/// The one error, which names the size asked for and those allowed.
void expect_refusal(const std::vector<ErrorText>& errors, const std::string& size) {
  ck_assert_uint_eq(errors.size(), 1);
  ck_assert(errors[0].is(GST_CORE_ERROR_NEGOTIATION));
  ck_assert_msg(errors[0].says(size), "size %s in: %s", size.c_str(), errors[0].message.c_str());
  const char* allowed = one_size_only ? "1024 alone" : "256 to 2048 in steps of 128";
  ck_assert_msg(errors[0].says(allowed), "allowed sizes in: %s", errors[0].message.c_str());
}

CapsPtr query_caps(GstElement* element, const char* pad_name, const char* filter = nullptr) {
  PadPtr pad(gst_element_get_static_pad(element, pad_name));
  const CapsPtr wanted = filter != nullptr ? make_caps(filter) : nullptr;
  return CapsPtr(gst_pad_query_caps(pad.get(), wanted.get()));
}

bool accepts(GstElement* element, const std::string& caps) {
  PadPtr pad(gst_element_get_static_pad(element, "sink"));
  return gst_pad_query_accept_caps(pad.get(), make_caps(caps).get()) != FALSE;
}

}  // namespace

// ---- the block size ----

START_TEST(no_preference_means_1024_at_any_rate) {
  for (const int rate : {1, 8000, 44100, 192000, G_MAXINT}) {
    Harness h;
    h.downstream("audio/x-raw");
    ck_assert(h.open(caps_text("S16LE", rate, 2)));
    h.feed(make_buffer(Bytes(4096)));
    ck_assert_int_eq(h.block_samples(), 1024);
    ck_assert_uint_eq(gst_buffer_get_size(h.take_block().get()), 4096);
  }
}
END_TEST

START_TEST(downstream_picks_any_of_the_sizes) {
  for (const int size : all_sizes()) {
    Harness h;
    h.downstream(block_caps(size));
    ck_assert(h.open(mono()));
    ck_assert_int_eq(h.block_samples(), size);
    h.feed(make_ramp(0, static_cast<std::size_t>(size)));
    ck_assert_uint_eq(gst_buffer_get_size(h.take_block().get()),
                      static_cast<std::size_t>(4 * size));
  }
}
END_TEST

START_TEST(there_are_fifteen_sizes_or_one) {
  const ElementPtr element = make_audioblocks();
  const CapsPtr caps = query_caps(element.get(), "src");
  const GValue* sizes =
      gst_structure_get_value(gst_caps_get_structure(caps.get(), 0), "block-samples");
  ck_assert_msg(sizes != nullptr, "no block-samples");
  if (one_size_only) {
    ck_assert(G_VALUE_HOLDS_INT(sizes));
    ck_assert_int_eq(g_value_get_int(sizes), 1024);
    return;
  }
  ck_assert_uint_eq(gst_value_list_get_size(sizes), 15);
  for (guint i = 0; i < 15; ++i)
    ck_assert_int_eq(g_value_get_int(gst_value_list_get_value(sizes, i)),
                     256 + 128 * static_cast<int>(i));
}
END_TEST

START_TEST(of_several_sizes_the_one_nearest_to_1024) {
  struct Case {
    const char* wanted;
    int size;
  };
  std::vector<Case> cases{{"[1000, 3000]", 1024}, {"[1, 1024]", 1024}, {"{300, 1024}", 1024}};
  if (!one_size_only)
    cases.insert(cases.end(), {{"[300, 700]", 640}, {"{512, 256}", 512}, {"[1100, 4000]", 1152}});
  for (const Case& wanted : cases) {
    Harness h;
    h.downstream(std::string("audio/x-raw, block-samples=(int)") + wanted.wanted);
    ck_assert(h.open(mono()));
    ck_assert_int_eq(h.block_samples(), wanted.size);
  }
}
END_TEST

START_TEST(upstreams_block_samples_are_ignored) {
  for (const char* field : {"256", "300", "1024"}) {
    Harness h;
    ck_assert(h.open(mono() + ", block-samples=(int)" + field));
    ck_assert_int_eq(h.block_samples(), 1024);
    ck_assert_uint_eq(h.errors().size(), 0);
  }
}
END_TEST

START_TEST(an_impossible_size_is_one_error_that_names_it) {
  for (const int size : impossible_sizes()) {
    Harness h;
    h.downstream(block_caps(size));
    ck_assert(!h.open(mono()));
    for (std::size_t i = 0; i < 3; ++i) {
      ck_assert_int_eq(h.push(make_ramp(0, 100)), GST_FLOW_NOT_NEGOTIATED);
      h.caps(mono());
    }
    expect_refusal(h.errors(), std::to_string(size));
    ck_assert_uint_eq(h.take_blocks().size(), 0);
  }
}
END_TEST

START_TEST(in_production_another_size_of_the_grid_is_refused_too) {
  if (!one_size_only) return;
  for (const int size : {256, 512, 2048}) {
    Harness h;
    h.downstream(block_caps(size));
    ck_assert(!h.open(mono()));
    expect_refusal(h.errors(), std::to_string(size));
  }
}
END_TEST

START_TEST(a_change_to_an_impossible_size_is_one_error) {
  Harness h;
  h.downstream(block_caps(1024));
  ck_assert(h.open(mono()));
  h.feed(make_ramp(0, 1500));
  h.downstream(block_caps(1000));
  for (int i = 0; i < 3; ++i)
    ck_assert_int_eq(h.push(make_ramp(1500, 1000)), GST_FLOW_NOT_NEGOTIATED);
  expect_refusal(h.errors(), "1000");
}
END_TEST

START_TEST(after_a_refusal_a_good_size_works) {
  Harness h;
  h.downstream(block_caps(300));
  ck_assert(!h.open(mono()));
  expect_refusal(h.errors(), "300");
  h.downstream(block_caps(1024));
  ck_assert(h.caps(mono()));
  h.segment();
  h.feed(make_ramp(0, 1024));
  ck_assert_uint_eq(h.take_blocks().size(), 1);
  // The next refusal is reported again.
  h.downstream(block_caps(500));
  ck_assert_int_eq(h.push(make_ramp(0, 1024)), GST_FLOW_NOT_NEGOTIATED);
  expect_refusal(h.errors(), "500");
}
END_TEST

START_TEST(linking_refuses_an_impossible_size) {
  for (const int size : {300, 4096}) {
    const ElementPtr blocks = make_audioblocks();
    const ElementPtr bin(GST_ELEMENT(gst_object_ref_sink(gst_bin_new(nullptr))));
    GstElement* sink = gst_element_factory_make("fakesink", nullptr);
    gst_bin_add_many(GST_BIN(bin.get()), blocks.get(), sink, nullptr);
    ck_assert(!gst_element_link_filtered(blocks.get(), sink, make_caps(block_caps(size)).get()));
    ck_assert(gst_element_link_filtered(blocks.get(), sink, make_caps(block_caps(1024)).get()));
  }
}
END_TEST

namespace {

/// A source, `audioblocks name=b`, what is between, and a capsfilter that still takes anything.
class FilteredPipeline {
 public:
  explicit FilteredPipeline(const std::string& between)
      : pipeline_(parse("audiotestsrc name=source ! audioblocks name=b ! " + between +
                        " ! capsfilter name=filter ! fakesink name=sink")),
        bus_(gst_element_get_bus(pipeline_.get())) {}
  ~FilteredPipeline() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }
  FilteredPipeline(const FilteredPipeline&) = delete;
  FilteredPipeline& operator=(const FilteredPipeline&) = delete;

  void ask_for(int size) {
    const ElementPtr filter = find("filter");
    g_object_set(filter.get(), "caps", make_caps(block_caps(size)).get(), nullptr);
  }
  void play() { gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING); }
  /// Waits until something has arrived at the end.
  void play_until_data() {
    play();
    ck_assert_int_eq(gst_element_get_state(pipeline_.get(), nullptr, nullptr, 20 * GST_SECOND),
                     GST_STATE_CHANGE_SUCCESS);
  }
  /// Returns the errors of `audioblocks` until the source has given up.
  std::vector<ErrorText> errors_until_the_end() {
    std::vector<ErrorText> errors;
    for (bool ended = false; !ended;) {
      const MessagePtr message(
          gst_bus_timed_pop_filtered(bus_.get(), 20 * GST_SECOND, GST_MESSAGE_ERROR));
      ck_assert_msg(message != nullptr, "the source goes on");
      const std::string name = GST_OBJECT_NAME(GST_MESSAGE_SRC(message.get()));
      ended = name == "source";
      if (name != "b") continue;
      GError* error = nullptr;
      gst_message_parse_error(message.get(), &error, nullptr);
      errors.push_back({error->domain, error->code, error->message, ""});
      g_error_free(error);
    }
    return errors;
  }

 private:
  ElementPtr find(const char* name) {
    return ElementPtr(gst_bin_get_by_name(GST_BIN(pipeline_.get()), name));
  }

  ElementPtr pipeline_;
  BusPtr bus_;
};

}  // namespace

START_TEST(behind_another_element_it_is_the_element_that_refuses) {
  for (const char* between : {"identity", "queue", "audioconvert", "audioresample", "tee"}) {
    FilteredPipeline pipeline(between);
    pipeline.ask_for(300);
    pipeline.play();
    expect_refusal(pipeline.errors_until_the_end(), "300");
  }
}
END_TEST

START_TEST(a_capsfilter_changed_while_playing_is_refused_by_the_element) {
  for (const char* between : {"identity", "queue"}) {
    FilteredPipeline pipeline(between);
    pipeline.ask_for(1024);
    pipeline.play_until_data();
    pipeline.ask_for(1000);
    expect_refusal(pipeline.errors_until_the_end(), "1000");
  }
}
END_TEST

// ---- formats ----

START_TEST(every_raw_format_is_accepted) {
  guint count = 0;
  const GstAudioFormat* formats = gst_audio_formats_raw(&count);
  for (guint i = 0; i < count; ++i)
    for (const bool planar : {false, true}) {
      const std::string caps = caps_text(gst_audio_format_to_string(formats[i]), 48000, 64, planar);
      Harness h;
      ck_assert_msg(accepts(h.element(), caps), "%s", caps.c_str());
      ck_assert_msg(h.open(caps), "%s", caps.c_str());
    }
}
END_TEST

START_TEST(what_is_no_audio_of_ours_is_refused) {
  for (const std::string& caps :
       {caps_text("S16LE", 0, 2), caps_text("S16LE", 48000, 65), caps_text("S16LE", 48000, 0),
        caps_text("NOSUCH", 48000, 2), std::string("audio/mpeg, mpegversion=1, layer=3"),
        std::string("audio/x-raw, format=ENCODED, rate=48000, channels=2, layout=interleaved"),
        std::string("video/x-raw")}) {
    Harness h;
    ck_assert_msg(!accepts(h.element(), caps), "%s", caps.c_str());
    ck_assert_msg(!h.open(caps), "%s", caps.c_str());
    ck_assert_int_eq(h.push(make_buffer(Bytes(64))), GST_FLOW_NOT_NEGOTIATED);
    ck_assert_uint_eq(h.take_blocks().size(), 0);
  }
}
END_TEST

START_TEST(the_output_has_the_inputs_format) {
  for (const bool planar : {false, true}) {
    const std::string in = caps_text("S24BE", 44100, 6, planar) + ", foreign=(string)kept";
    Harness h;
    ck_assert(h.open(in));
    const CapsPtr wanted = make_caps(in + ", block-samples=1024");
    ck_assert(gst_caps_is_equal(h.current_caps().get(), wanted.get()));
  }
}
END_TEST

START_TEST(the_sink_query_tells_what_downstream_takes_without_sizes) {
  Harness h;
  h.downstream("audio/x-raw, format=S16LE, rate=[8000, 48000], block-samples=300");
  const CapsPtr caps = query_caps(h.element(), "sink");
  ck_assert_uint_eq(gst_caps_get_size(caps.get()), 1);
  const GstStructure* structure = gst_caps_get_structure(caps.get(), 0);
  ck_assert_str_eq(gst_structure_get_string(structure, "format"), "S16LE");
  ck_assert(!gst_structure_has_field(structure, "block-samples"));
  ck_assert(gst_caps_can_intersect(caps.get(), make_caps("audio/x-raw, rate=8000").get()));
  ck_assert(!gst_caps_can_intersect(caps.get(), make_caps("audio/x-raw, rate=7999").get()));
  ck_assert(!gst_caps_can_intersect(caps.get(), make_caps("audio/x-raw, channels=65").get()));
}
END_TEST

START_TEST(caps_queries_obey_their_filter) {
  Harness h;
  const CapsPtr sink =
      query_caps(h.element(), "sink", "audio/x-raw, rate=44100, channels=[60,100]");
  ck_assert(gst_caps_is_subset(sink.get(), make_caps("audio/x-raw, rate=44100").get()));
  ck_assert(!gst_caps_can_intersect(sink.get(), make_caps("audio/x-raw, channels=65").get()));
  ck_assert(gst_caps_can_intersect(sink.get(), make_caps("audio/x-raw, channels=64").get()));
  ck_assert(gst_caps_is_empty(query_caps(h.element(), "sink", "audio/mpeg").get()));
  const CapsPtr src = query_caps(h.element(), "src", "audio/x-raw, block-samples=[1000, 1100]");
  const CapsPtr fixed(gst_caps_fixate(gst_caps_ref(src.get())));
  gint size = 0;
  gst_structure_get_int(gst_caps_get_structure(fixed.get(), 0), "block-samples", &size);
  ck_assert_int_eq(size, 1024);
  ck_assert(
      gst_caps_is_empty(query_caps(h.element(), "src", "audio/x-raw, block-samples=300").get()));
}
END_TEST

// ---- changes in mid-stream ----

namespace {

/// Checks blocks of a ramp from 0 ms on: nothing is lost, doubled or at a wrong time.
class RampCheck {
 public:
  void take(Harness& h) {
    for (const Output& output : h.take()) {
      if (output.is(GST_EVENT_CAPS)) {
        GstCaps* caps = nullptr;
        gst_event_parse_caps(output.event.get(), &caps);
        gst_structure_get_int(gst_caps_get_structure(caps, 0), "block-samples", &size_);
      }
      if (output.buffer != nullptr) block(output.buffer);
    }
  }
  [[nodiscard]] std::size_t samples() const { return samples_; }
  [[nodiscard]] const std::vector<int>& sizes() const { return sizes_; }

 private:
  void block(const BufferPtr& buffer) {
    const GstStructure* info = block_info(buffer);
    const Bytes bytes = bytes_of(buffer);
    const auto valid = static_cast<std::size_t>(integer(info, "valid-samples"));
    ck_assert_int_eq(integer(info, "block-samples"), size_);
    ck_assert_uint_eq(bytes.size(), static_cast<std::size_t>(size_) * 4);
    ck_assert_uint_eq(u64(info, "start-sample"), samples_);
    ck_assert_uint_eq(u64(info, "block-index"), sizes_.size());
    ck_assert_uint_eq(GST_BUFFER_PTS(buffer.get()), samples_ * ms);
    ck_assert(has_flag(buffer, GST_BUFFER_FLAG_DISCONT) == sizes_.empty());
    ck_assert(!boolean(info, "discont"));
    for (std::size_t i = 0; i < valid; ++i)
      ck_assert_uint_eq(GST_READ_UINT32_LE(bytes.data() + 4 * i), samples_ + i);
    samples_ += valid;
    sizes_.push_back(size_);
  }

  gint size_ = 0;
  std::size_t samples_ = 0;
  std::vector<int> sizes_;
};

/// Feeds a ramp from 0 ms on.
class RampFeed {
 public:
  explicit RampFeed(Harness& h) : harness_(h) {}
  void feed(std::size_t count) {
    harness_.feed(make_ramp(at_, count, at_ * ms));
    at_ += count;
  }
  [[nodiscard]] std::size_t samples() const { return at_; }

 private:
  Harness& harness_;
  std::size_t at_ = 0;
};

void open_with_size(Harness& h, int size) {
  h.downstream(block_caps(size));
  ck_assert(h.open(mono()));
}

}  // namespace

START_TEST(a_smaller_size_carries_pending_samples_over) {
  if (one_size_only) return;
  Harness h;
  RampFeed feed(h);
  RampCheck check;
  open_with_size(h, 1024);
  feed.feed(1024 + 1000);
  h.downstream(block_caps(256));
  feed.feed(24);
  check.take(h);
  ck_assert((check.sizes() == std::vector<int>{1024, 256, 256, 256, 256}));
  ck_assert_uint_eq(check.samples(), 2048);
}
END_TEST

START_TEST(a_larger_size_carries_pending_samples_over) {
  if (one_size_only) return;
  Harness h;
  RampFeed feed(h);
  RampCheck check;
  open_with_size(h, 256);
  feed.feed(256 + 200);
  h.downstream(block_caps(2048));
  feed.feed(2000);
  h.eos();
  check.take(h);
  ck_assert((check.sizes() == std::vector<int>{256, 2048, 2048}));
  ck_assert_uint_eq(check.samples(), 2456);
}
END_TEST

START_TEST(end_of_stream_right_after_the_change) {
  if (one_size_only) return;
  for (const bool noticed : {false, true}) {
    Harness h;
    RampFeed feed(h);
    RampCheck check;
    open_with_size(h, 1024);
    feed.feed(1000);
    h.downstream(block_caps(256));
    // An empty buffer makes the element see the change, and brings nothing.
    if (noticed) feed.feed(0);
    h.eos();
    check.take(h);
    ck_assert_uint_eq(check.samples(), 1000);
    ck_assert_uint_eq(check.sizes().size(), noticed ? 4 : 1);
  }
}
END_TEST

START_TEST(two_changes_in_a_row) {
  if (one_size_only) return;
  for (const int between : {256, 2048}) {
    Harness h;
    RampFeed feed(h);
    RampCheck check;
    open_with_size(h, 1024);
    feed.feed(1000);
    h.downstream(block_caps(between));
    feed.feed(0);
    h.downstream(block_caps(384));
    feed.feed(0);
    feed.feed(300);
    h.eos();
    check.take(h);
    ck_assert_uint_eq(check.samples(), 1300);
    ck_assert((check.sizes() == std::vector<int>{384, 384, 384, 384}));
  }
}
END_TEST

START_TEST(random_changes_lose_nothing) {
  if (one_size_only) return;
  std::mt19937 random(1);
  Harness h;
  RampFeed feed(h);
  RampCheck check;
  open_with_size(h, 1024);
  for (int i = 0; i < 400; ++i) {
    if (random() % 3 == 0) h.downstream(block_caps(256 + 128 * static_cast<int>(random() % 15)));
    feed.feed(random() % 4 == 0 ? 0 : random() % 3000);
    check.take(h);
  }
  h.eos();
  check.take(h);
  ck_assert_uint_eq(check.samples(), feed.samples());
}
END_TEST

START_TEST(planes_are_carried_over_too) {
  if (one_size_only) return;
  const std::string caps = caps_text("U8", 1000, 2, true);
  const GstAudioInfo info = make_info(caps);
  Harness h;
  h.downstream(block_caps(1024));
  ck_assert(h.open(caps));
  h.feed(make_planes(info, {Bytes(1000, 1), Bytes(1000, 2)}));
  h.downstream(block_caps(256));
  h.feed(make_planes(info, {Bytes(24, 1), Bytes(24, 2)}));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 4);
  for (const BufferPtr& block : blocks) {
    const Bytes bytes = bytes_of(block);
    ck_assert_uint_eq(bytes.size(), 512);
    ck_assert_uint_eq(gst_buffer_get_audio_meta(block.get())->samples, 256);
    ck_assert_int_eq(std::count(bytes.begin(), bytes.begin() + 256, 1), 256);
    ck_assert_int_eq(std::count(bytes.begin() + 256, bytes.end(), 2), 256);
  }
}
END_TEST

START_TEST(metas_and_gaps_are_carried_over) {
  if (one_size_only) return;
  Harness h;
  open_with_size(h, 1024);
  BufferPtr buffer = make_ramp(0, 1000, 0);
  const CapsPtr reference = make_caps("timestamp/x-test");
  gst_buffer_add_reference_timestamp_meta(buffer.get(), reference.get(), 77, none);
  GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_GAP);
  h.feed(std::move(buffer));
  h.downstream(block_caps(256));
  h.feed(make_ramp(1000, 24, 1000 * ms));
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const GstReferenceTimestampMeta* meta =
        gst_buffer_get_reference_timestamp_meta(blocks[i].get(), nullptr);
    ck_assert(meta != nullptr && meta->timestamp == 77);
    ck_assert(has_flag(blocks[i], GST_BUFFER_FLAG_GAP) == (i < 3));
  }
}
END_TEST

/// A gap's samples pass as they are, and count as silence, also after they were carried over.
START_TEST(a_gap_within_a_carried_block_stays_a_gap) {
  if (one_size_only) return;
  Harness h;
  h.downstream(block_caps(2048));
  ck_assert(h.open(caps_text(GST_AUDIO_NE(F32), 1000, 1)));
  const std::vector<float> loud(512, 0.5F);
  const auto feed = [&h, &loud](GstClockTime pts, bool gap) {
    BufferPtr buffer = make_buffer(loud.data(), loud.size() * sizeof(float), pts);
    if (gap) GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_GAP);
    h.feed(std::move(buffer));
  };
  feed(0, false);
  feed(512 * ms, true);
  feed(1024 * ms, false);
  h.downstream(block_caps(256));
  feed(1536 * ms, false);
  const std::vector<BufferPtr> blocks = h.take_blocks();
  ck_assert_uint_eq(blocks.size(), 8);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const bool gap = i == 2 || i == 3;
    ck_assert(has_flag(blocks[i], GST_BUFFER_FLAG_GAP) == gap);
    ck_assert((number(block_info(blocks[i]), "rms") < -600.0) == gap);
    ck_assert(bytes_of(blocks[i]) == bytes_of(make_buffer(loud.data(), 256 * sizeof(float))));
  }
}
END_TEST

START_TEST(the_same_caps_again_change_nothing) {
  Harness h;
  RampFeed feed(h);
  RampCheck check;
  open_with_size(h, 1024);
  for (int i = 0; i < 5; ++i) {
    feed.feed(1000);
    ck_assert(h.caps(mono()));
  }
  h.eos();
  check.take(h);
  ck_assert_uint_eq(check.samples(), 5000);
  ck_assert_uint_eq(check.sizes().size(), 5);
}
END_TEST

START_TEST(another_format_drains_in_the_old_one_first) {
  for (const std::string& next :
       {caps_text(GST_AUDIO_NE(F32), 1000, 1), caps_text("S32LE", 2000, 1),
        caps_text("S32LE", 1000, 2), caps_text("S32LE", 1000, 1, true)}) {
    Harness h;
    ck_assert(h.open(mono()));
    h.feed(make_ramp(0, 100, 0));
    h.take();
    ck_assert(h.caps(next));
    const GstAudioInfo info = make_info(next);
    h.feed(make_planes(info, {Bytes(1024 * frame_bytes(info))}, 100 * ms));
    std::vector<Output> outputs = h.take();
    ck_assert_uint_eq(outputs.size(), 3);
    ck_assert(outputs[0].buffer != nullptr && outputs[1].is(GST_EVENT_CAPS) &&
              outputs[2].buffer != nullptr);
    const GstStructure* old_block = block_info(outputs[0].buffer);
    ck_assert_int_eq(integer(old_block, "valid-samples"), 100);
    ck_assert_int_eq(integer(old_block, "rate"), 1000);
    ck_assert_uint_eq(gst_buffer_get_size(outputs[0].buffer.get()), 400);
    const GstStructure* new_block = block_info(outputs[2].buffer);
    ck_assert_int_eq(integer(new_block, "rate"), GST_AUDIO_INFO_RATE(&info));
    ck_assert_int_eq(integer(new_block, "channels"), GST_AUDIO_INFO_CHANNELS(&info));
    ck_assert_uint_eq(u64(new_block, "block-index"), 0);
    ck_assert_uint_eq(u64(new_block, "start-sample"), 0);
    ck_assert_uint_eq(u64(new_block, "timestamp"), 100 * ms);
  }
}
END_TEST

// ---- latency ----

namespace {

/// Upstream's answer to a LATENCY query.
struct Upstream {
  bool answers = true;
  bool live = false;
  GstClockTime min = 0;
  GstClockTime max = none;
  /// How often it was asked.
  mutable int questions = 0;
};

GstPadProbeReturn answer_latency(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) {
  const auto* upstream = static_cast<const Upstream*>(data);
  GstQuery* query = GST_PAD_PROBE_INFO_QUERY(info);
  if (GST_QUERY_TYPE(query) != GST_QUERY_LATENCY) return GST_PAD_PROBE_OK;
  ++upstream->questions;
  if (!upstream->answers) return GST_PAD_PROBE_DROP;
  gst_query_set_latency(query, static_cast<gboolean>(upstream->live), upstream->min, upstream->max);
  return GST_PAD_PROBE_HANDLED;
}

void set_upstream(Harness& h, const Upstream& upstream) {
  gst_pad_add_probe(
      h.get()->srcpad,
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_QUERY_UPSTREAM | GST_PAD_PROBE_TYPE_PUSH),
      answer_latency, const_cast<Upstream*>(&upstream), nullptr);  // NOLINT
}

/// Returns false where nobody answers.
bool ask_latency(Harness& h, Upstream& answer) {
  PadPtr src(gst_element_get_static_pad(h.element(), "src"));
  const QueryPtr query(gst_query_new_latency());
  if (gst_pad_query(src.get(), query.get()) == FALSE) return false;
  gboolean live = FALSE;
  gst_query_parse_latency(query.get(), &live, &answer.min, &answer.max);
  answer.live = live != FALSE;
  return true;
}

void expect_latency(Harness& h, bool live, GstClockTime min, GstClockTime max) {
  Upstream answer;
  ck_assert(ask_latency(h, answer));
  ck_assert(answer.live == live);
  ck_assert_uint_eq(answer.min, min);
  ck_assert_uint_eq(answer.max, max);
}

std::size_t latency_messages(Harness& h) {
  return take_messages(h.bus(), GST_MESSAGE_LATENCY).size();
}

}  // namespace

START_TEST(the_latency_grows_by_one_block_rounded_up) {
  const Upstream live{.live = true, .min = 10 * ms, .max = 20 * ms};
  Harness h;
  set_upstream(h, live);
  expect_latency(h, true, 10 * ms, 20 * ms);
  ck_assert(h.open(caps_text("S16LE", 44100, 1)));
  // 1024 ÷ 44100 s = 23 219 954.6 ns
  expect_latency(h, true, 10 * ms + 23'219'955, 20 * ms + 23'219'955);
}
END_TEST

START_TEST(an_unbounded_latency_stays_unbounded) {
  const Upstream live{.live = true, .min = 10 * ms, .max = none};
  Harness h;
  set_upstream(h, live);
  ck_assert(h.open(mono()));
  expect_latency(h, true, 1034 * ms, none);
}
END_TEST

START_TEST(the_latency_of_what_is_not_live) {
  const Upstream not_live;
  Harness h;
  set_upstream(h, not_live);
  expect_latency(h, false, 0, none);
  ck_assert(h.open(mono()));
  expect_latency(h, false, 1024 * ms, none);
}
END_TEST

/// As with pipewiresrc.
START_TEST(an_upstream_that_is_live_once_it_streams) {
  Upstream upstream;
  Harness h;
  set_upstream(h, upstream);
  ck_assert(h.open(mono()));
  ck_assert(!boolean(h.status().get(), "live"));
  upstream.live = true;
  RampFeed feed(h);
  feed.feed(3000);
  ck_assert(boolean(h.status().get(), "live"));
  ck_assert_uint_eq(latency_messages(h), 1);
  feed.feed(1096);
  RampCheck check;
  check.take(h);
  ck_assert_uint_eq(check.samples(), 4096);
  ck_assert_int_eq(upstream.questions, 2);
}
END_TEST

START_TEST(an_upstream_that_is_not_live_is_asked_once_more) {
  const Upstream not_live;
  Harness h;
  set_upstream(h, not_live);
  ck_assert(h.open(mono()));
  for (int i = 0; i < 3; ++i) h.feed(make_ramp(0, 3000));
  ck_assert(!boolean(h.status().get(), "live"));
  ck_assert_int_eq(not_live.questions, 2);
}
END_TEST

START_TEST(without_upstreams_answer_there_is_none) {
  const Upstream silent{.answers = false};
  Harness h;
  set_upstream(h, silent);
  ck_assert(h.open(mono()));
  Upstream answer;
  ck_assert(!ask_latency(h, answer));
  ck_assert(boolean(h.status().get(), "live"));
}
END_TEST

START_TEST(a_message_when_the_latency_changes) {
  Harness h;
  h.downstream(block_caps(1024));
  ck_assert(h.open(mono()));
  ck_assert_uint_eq(latency_messages(h), 1);
  h.feed(make_ramp(0, 3000));
  ck_assert(h.caps(mono()));
  h.feed(make_ramp(0, 3000));
  ck_assert(h.caps(caps_text("S16LE", 1000, 2)));
  ck_assert_uint_eq(latency_messages(h), 0);
  ck_assert(h.caps(caps_text("S16LE", 2000, 2)));
  ck_assert_uint_eq(latency_messages(h), 1);
  if (one_size_only) return;
  h.downstream(block_caps(512));
  h.feed(make_buffer(Bytes(4)));
  ck_assert_uint_eq(latency_messages(h), 1);
  expect_latency(h, false, 256 * ms, none);
}
END_TEST

// ---- allocation ----

namespace {

GstPadProbeReturn offer_pool(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer pool) {
  GstQuery* query = GST_PAD_PROBE_INFO_QUERY(info);
  if (GST_QUERY_TYPE(query) != GST_QUERY_ALLOCATION) return GST_PAD_PROBE_OK;
  gst_query_add_allocation_pool(query, GST_BUFFER_POOL(pool), 4096, 2, 2);
  return GST_PAD_PROBE_HANDLED;
}

}  // namespace

START_TEST(downstreams_pool_is_neither_used_nor_offered_upstream) {
  GstBufferPool* pool = gst_buffer_pool_new();
  Harness h;
  gst_pad_add_probe(
      h.get()->sinkpad,
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM | GST_PAD_PROBE_TYPE_PUSH),
      offer_pool, pool, nullptr);
  ck_assert(h.open(mono()));
  const QueryPtr query(gst_query_new_allocation(make_caps(mono()).get(), TRUE));
  ck_assert(gst_pad_peer_query(h.get()->srcpad, query.get()));
  ck_assert_uint_eq(gst_query_get_n_allocation_pools(query.get()), 0);
  ck_assert(gst_query_find_allocation_meta(query.get(), GST_AUDIO_META_API_TYPE, nullptr));
  h.feed(make_ramp(0, 2048));
  for (const BufferPtr& block : h.take_blocks()) ck_assert(block->pool != pool);
  gst_object_unref(pool);
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(argc, argv, "caps",
                   {
                       ELEMENT_TEST(no_preference_means_1024_at_any_rate),
                       ELEMENT_TEST(downstream_picks_any_of_the_sizes),
                       ELEMENT_TEST(there_are_fifteen_sizes_or_one),
                       ELEMENT_TEST(of_several_sizes_the_one_nearest_to_1024),
                       ELEMENT_TEST(upstreams_block_samples_are_ignored),
                       ELEMENT_TEST(an_impossible_size_is_one_error_that_names_it),
                       ELEMENT_TEST(in_production_another_size_of_the_grid_is_refused_too),
                       ELEMENT_TEST(a_change_to_an_impossible_size_is_one_error),
                       ELEMENT_TEST(after_a_refusal_a_good_size_works),
                       ELEMENT_TEST(linking_refuses_an_impossible_size),
                       ELEMENT_TEST(behind_another_element_it_is_the_element_that_refuses),
                       ELEMENT_TEST(a_capsfilter_changed_while_playing_is_refused_by_the_element),
                       ELEMENT_TEST(every_raw_format_is_accepted),
                       ELEMENT_TEST(what_is_no_audio_of_ours_is_refused),
                       ELEMENT_TEST(the_output_has_the_inputs_format),
                       ELEMENT_TEST(the_sink_query_tells_what_downstream_takes_without_sizes),
                       ELEMENT_TEST(caps_queries_obey_their_filter),
                       ELEMENT_TEST(a_smaller_size_carries_pending_samples_over),
                       ELEMENT_TEST(a_larger_size_carries_pending_samples_over),
                       ELEMENT_TEST(end_of_stream_right_after_the_change),
                       ELEMENT_TEST(two_changes_in_a_row),
                       ELEMENT_TEST(random_changes_lose_nothing),
                       ELEMENT_TEST(planes_are_carried_over_too),
                       ELEMENT_TEST(metas_and_gaps_are_carried_over),
                       ELEMENT_TEST(a_gap_within_a_carried_block_stays_a_gap),
                       ELEMENT_TEST(the_same_caps_again_change_nothing),
                       ELEMENT_TEST(another_format_drains_in_the_old_one_first),
                       ELEMENT_TEST(the_latency_grows_by_one_block_rounded_up),
                       ELEMENT_TEST(an_unbounded_latency_stays_unbounded),
                       ELEMENT_TEST(the_latency_of_what_is_not_live),
                       ELEMENT_TEST(an_upstream_that_is_live_once_it_streams),
                       ELEMENT_TEST(an_upstream_that_is_not_live_is_asked_once_more),
                       ELEMENT_TEST(without_upstreams_answer_there_is_none),
                       ELEMENT_TEST(a_message_when_the_latency_changes),
                       ELEMENT_TEST(downstreams_pool_is_neither_used_nor_offered_upstream),

                   });
}
