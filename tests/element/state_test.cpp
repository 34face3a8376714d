// SPDX-License-Identifier: LGPL-2.1-or-later
//
// States, broken flows, several elements at once, and seeks in real pipelines.
#include <glib/gstdio.h>

#include <array>
#include <atomic>
#include <cmath>
#include <string>

#include "tests/support/stimulus.h"

using namespace audioblocks::test;

namespace {

constexpr std::size_t block = 1024;

GstElement* named(const ElementPtr& bin, const char* name) {
  GstElement* element = gst_bin_get_by_name(GST_BIN(bin.get()), name);
  ck_assert_msg(element != nullptr, "no element %s", name);
  gst_object_unref(element);  // the bin has it
  return element;
}

/// A pipeline, and the buffers that reach its fakesink `sink`.
class Pipeline {
 public:
  explicit Pipeline(const std::string& description) {
    GError* error = nullptr;
    GstElement* pipeline = gst_parse_launch(description.c_str(), &error);
    ck_assert_msg(error == nullptr, "%s: %s", description.c_str(),
                  error != nullptr ? error->message : "");
    pipeline_.reset(GST_ELEMENT(gst_object_ref_sink(pipeline)));
    bus_.reset(gst_element_get_bus(pipeline));
    const PadPtr pad(gst_element_get_static_pad(named(pipeline_, "sink"), "sink"));
    gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, record, this, nullptr);
  }
  ~Pipeline() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  [[nodiscard]] GstElement* get() const { return pipeline_.get(); }
  [[nodiscard]] GstElement* element(const char* name) const { return named(pipeline_, name); }

  void set_state(GstState state) const {
    gst_element_set_state(get(), state);
    const GstStateChangeReturn reached =
        gst_element_get_state(get(), nullptr, nullptr, 60 * GST_SECOND);
    ck_assert_int_eq(reached, GST_STATE_CHANGE_SUCCESS);
  }
  /// Plays to the end; fails the test on an error.
  void play_to_end() {
    gst_element_set_state(get(), GST_STATE_PLAYING);
    const MessagePtr message(gst_bus_timed_pop_filtered(
        bus_.get(), 60 * GST_SECOND,
        static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
    ck_assert_msg(message != nullptr, "no end");
    ck_assert_str_eq(GST_MESSAGE_TYPE_NAME(message.get()), "eos");
  }
  std::vector<BufferPtr> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(buffers_, {});
  }

 private:
  static GstPadProbeReturn record(GstPad*, GstPadProbeInfo* info, gpointer data) {
    auto* self = static_cast<Pipeline*>(data);
    const std::lock_guard lock(self->mutex_);
    self->buffers_.emplace_back(gst_buffer_ref(GST_PAD_PROBE_INFO_BUFFER(info)));
    return GST_PAD_PROBE_OK;
  }

  ElementPtr pipeline_;
  BusPtr bus_;
  std::mutex mutex_;
  std::vector<BufferPtr> buffers_;
};

/// A WAV file of five seconds at 8 kHz, mono, 16 bits; a ramp of sample numbers would not survive
/// an encoder, a sine does.
class WavFile {
 public:
  static constexpr std::size_t samples = 40000;

  WavFile() {
    GError* error = nullptr;
    const int file = g_file_open_tmp("audioblocks-XXXXXX.wav", &path_, &error);
    ck_assert_msg(file >= 0, "no temporary file");
    g_close(file, nullptr);
    Pipeline writer(
        "audiotestsrc num-buffers=40 samplesperbuffer=1000 freq=440 ! "
        "audio/x-raw,format=S16LE,rate=8000,channels=1 ! wavenc ! filesink name=sink location=" +
        std::string(path_));
    writer.play_to_end();
  }
  ~WavFile() {
    g_remove(path_);
    g_free(path_);
  }
  WavFile(const WavFile&) = delete;
  WavFile& operator=(const WavFile&) = delete;

  [[nodiscard]] std::string reader() const {
    return "filesrc location=" + std::string(path_) +
           " ! wavparse ! audioblocks name=blocks ! fakesink name=sink sync=false";
  }

 private:
  gchar* path_ = nullptr;
};

std::size_t valid_samples(const std::vector<BufferPtr>& blocks) {
  std::size_t samples = 0;
  for (const BufferPtr& buffer : blocks)
    samples += static_cast<std::size_t>(integer(block_info(buffer), "valid-samples"));
  return samples;
}

/// Fails the next buffers that leave the element with a flow of the test's choice.
class BrokenFlow {
 public:
  BrokenFlow(GstElement* element, GstFlowReturn flow)
      : pad_(gst_element_get_static_pad(element, "src")),
        flow_(flow),
        probe_(gst_pad_add_probe(pad_.get(), GST_PAD_PROBE_TYPE_BUFFER, refuse, this, nullptr)) {}
  ~BrokenFlow() { gst_pad_remove_probe(pad_.get(), probe_); }
  BrokenFlow(const BrokenFlow&) = delete;
  BrokenFlow& operator=(const BrokenFlow&) = delete;

 private:
  static GstPadProbeReturn refuse(GstPad*, GstPadProbeInfo* info, gpointer data) {
    gst_buffer_unref(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_PAD_PROBE_INFO_FLOW_RETURN(info) = static_cast<BrokenFlow*>(data)->flow_;
    return GST_PAD_PROBE_HANDLED;
  }

  PadPtr pad_;
  GstFlowReturn flow_;
  gulong probe_;
};

}  // namespace

// ---- states ----

START_TEST(states_go_up_and_down_again_and_again) {
  const Deadline deadline;
  Pipeline pipeline(
      "audiotestsrc ! audio/x-raw,format=S16LE,rate=48000,channels=1 ! audioblocks name=blocks "
      "interval=0 ! fakesink name=sink sync=false");
  GstElement* element = pipeline.element("blocks");
  for (int round = 0; round < 10; ++round) {
    for (const GstState state : {GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING,
                                 GST_STATE_PAUSED, GST_STATE_PLAYING})
      pipeline.set_state(state);
    const auto blocks = [element] { return u64(report(element, "metrics").get(), "blocks"); };
    ck_assert(wait_until([&blocks] { return blocks() > 3; }));
    pipeline.set_state(round % 2 == 0 ? GST_STATE_READY : GST_STATE_NULL);
    {
      const auto all = pipeline.take();
      ck_assert_uint_ge(all.size(), 3);
      ck_assert_uint_eq(u64(block_info(all[0]), "block-index"), 0);
      ck_assert(!boolean(block_info(all[0]), "discont"));
    }
    // Who held blocks has let go of them.
    ck_assert(wait_until(
        [element] { return u64(report(element, "metrics").get(), "memory-current") == 0; }));
    ck_assert_uint_eq(u64(report(element, "metrics").get(), "pool-outstanding"), 0);
  }
}
END_TEST

START_TEST(an_element_may_go_from_every_state) {
  const Deadline deadline;
  for (const GstState state :
       {GST_STATE_NULL, GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING}) {
    GstElement* gone = nullptr;
    {
      Pipeline pipeline("audiotestsrc ! audioblocks name=blocks ! fakesink name=sink sync=false");
      pipeline.set_state(state);
      gone = pipeline.element("blocks");
      g_object_add_weak_pointer(G_OBJECT(gone), reinterpret_cast<gpointer*>(&gone));
    }
    ck_assert_msg(gone == nullptr, "a reference is left");
  }
}
END_TEST

START_TEST(an_element_may_be_taken_out_while_playing) {
  const Deadline deadline;
  Pipeline pipeline("audiotestsrc ! audioblocks name=blocks ! fakesink name=sink sync=false");
  pipeline.set_state(GST_STATE_PLAYING);
  GstElement* element = pipeline.element("blocks");
  gst_object_ref(element);
  gst_bin_remove(GST_BIN(pipeline.get()), element);
  ck_assert_int_eq(gst_element_set_state(element, GST_STATE_NULL), GST_STATE_CHANGE_SUCCESS);
  gst_object_unref(element);
}
END_TEST

START_TEST(eos_in_a_stream_without_a_buffer_is_passed_on) {
  const Deadline deadline;
  Pipeline pipeline("audiotestsrc num-buffers=0 ! audioblocks ! fakesink name=sink");
  pipeline.play_to_end();
  ck_assert_uint_eq(pipeline.take().size(), 0);
}
END_TEST

// ---- flows ----

START_TEST(a_broken_flow_is_handed_on_and_may_heal) {
  for (const GstFlowReturn flow :
       {GST_FLOW_ERROR, GST_FLOW_NOT_LINKED, GST_FLOW_EOS, GST_FLOW_FLUSHING}) {
    // Blocks made of several buffers, and blocks that are one.
    for (const std::size_t length : {std::size_t{2560}, block}) {
      Harness h;
      ck_assert(h.open(float_caps()));
      feed_floats(h, Samples(length));
      h.take();
      {
        const BrokenFlow broken(h.element(), flow);
        ck_assert_int_eq(h.push(float_buffer(Samples(length))), flow);
        ck_assert_int_eq(h.push(float_buffer(Samples(length))), flow);
      }
      h.take();
      feed_floats(h, Samples(length), 10 * block);
      const auto blocks = h.take_blocks();
      ck_assert_uint_eq(blocks.size(), length / block);
      ck_assert(boolean(block_info(blocks[0]), "discont"));
      ck_assert(has_flag(blocks[0], GST_BUFFER_FLAG_DISCONT));
      ck_assert_uint_eq(u64(block_info(blocks[0]), "block-index"), 0);
      ck_assert_uint_eq(u64(block_info(blocks[0]), "timestamp"),
                        gst_util_uint64_scale(10 * block, GST_SECOND, 48000));
      ck_assert_uint_eq(take_errors(h.bus()).size(), 0);
    }
  }
}
END_TEST

START_TEST(an_unlinked_element_says_so) {
  const ElementPtr element = make_audioblocks();
  GstHarness* h = gst_harness_new_with_element(element.get(), "sink", nullptr);
  gst_harness_set_src_caps_str(h, float_caps().c_str());
  GstFlowReturn flow = GST_FLOW_OK;
  for (int i = 0; i < 3 && flow == GST_FLOW_OK; ++i)
    flow = gst_harness_push(h, float_buffer(Samples(block)).release());
  ck_assert_int_eq(flow, GST_FLOW_NOT_LINKED);
  gst_harness_teardown(h);
}
END_TEST

// ---- several at once ----

START_TEST(two_elements_in_one_pipeline_do_not_mix_up_their_metas) {
  const Deadline deadline;
  const std::string sizes_first = one_size_only ? "" : "! audio/x-raw,block-samples=512 ";
  const std::string sizes_second = one_size_only ? "" : "! audio/x-raw,block-samples=1920 ";
  Pipeline pipeline(
      "audiotestsrc num-buffers=48 samplesperbuffer=1000 ! "
      "audio/x-raw,format=S16LE,rate=48000,channels=1 ! audioblocks name=first interval=0 " +
      sizes_first + "! audioblocks name=second interval=0 partial-block=short " + sizes_second +
      "! fakesink name=sink sync=false");
  pipeline.play_to_end();
  const auto blocks = pipeline.take();
  const std::size_t size = one_size_only ? 1024 : 1920;
  // The first pads its last block.
  const std::size_t first_size = one_size_only ? 1024 : 512;
  const std::size_t total = (48000 + first_size - 1) / first_size * first_size;
  ck_assert_uint_eq(blocks.size(), (total + size - 1) / size);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    int metas = 0;
    gpointer state = nullptr;
    while (const GstMeta* meta = gst_buffer_iterate_meta(blocks[i].get(), &state))
      if (gst_meta_info_is_custom(meta->info) != FALSE) ++metas;
    ck_assert_int_eq(metas, 1);
    ck_assert_int_eq(integer(block_info(blocks[i]), "block-samples"), static_cast<int>(size));
    ck_assert_uint_eq(u64(block_info(blocks[i]), "block-index"), i);
  }
  ck_assert_uint_eq(u64(report(pipeline.element("first"), "metrics").get(), "messages-posted"),
                    total / first_size);
  ck_assert_uint_eq(u64(report(pipeline.element("second"), "metrics").get(), "messages-posted"),
                    blocks.size());
}
END_TEST

START_TEST(twenty_pipelines_play_side_by_side) {
  const Deadline deadline;
  std::atomic<int> right{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i)
    threads.emplace_back([&right, i] {
      // Without assertions: those belong to the test's own thread.
      const std::string description =
          "audiotestsrc num-buffers=50 samplesperbuffer=1024 freq=" + std::to_string(200 + 40 * i) +
          " ! audio/x-raw,format=F32LE,rate=48000,channels=1 ! audioblocks name=blocks interval=0 "
          "! "
          "fakesink sync=false";
      GstElement* pipeline = gst_parse_launch(description.c_str(), nullptr);
      GstBus* bus = gst_element_get_bus(pipeline);
      gst_element_set_state(pipeline, GST_STATE_PLAYING);
      bool ended = false;
      bool all_right = true;
      int messages = 0;
      while (!ended) {
        GstMessage* message = gst_bus_timed_pop(bus, 60 * GST_SECOND);
        if (message == nullptr) break;
        if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT) {
          gdouble frequency = 0.0;
          gst_structure_get_double(gst_message_get_structure(message), "frequency", &frequency);
          all_right = all_right && std::fabs(frequency - (200 + 40 * i)) < 2.0;
          ++messages;
        }
        ended = GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS;
        gst_message_unref(message);
      }
      gst_element_set_state(pipeline, GST_STATE_NULL);
      gst_object_unref(bus);
      gst_object_unref(pipeline);
      if (ended && all_right && messages == 50) ++right;
    });
  for (std::thread& thread : threads) thread.join();
  ck_assert_int_eq(right, 20);
}
END_TEST

// ---- seeks in a file ----

START_TEST(a_file_is_analysed_whole) {
  const Deadline deadline;
  const WavFile file;
  Pipeline pipeline(file.reader());
  pipeline.play_to_end();
  const auto blocks = pipeline.take();
  ck_assert_uint_eq(blocks.size(), (WavFile::samples + block - 1) / block);
  ck_assert_uint_eq(valid_samples(blocks), WavFile::samples);
  const StructurePtr metrics = report(pipeline.element("blocks"), "metrics");
  ck_assert_uint_eq(u64(metrics.get(), "blocks-analyzed"), blocks.size());
  ck_assert_uint_eq(u64(metrics.get(), "evicted-results"), 0);
  ck_assert(!boolean(report(pipeline.element("blocks"), "status").get(), "live"));
}
END_TEST

START_TEST(an_accurate_seek_begins_a_new_run) {
  const Deadline deadline;
  const WavFile file;
  Pipeline pipeline(file.reader());
  pipeline.set_state(GST_STATE_PAUSED);
  const std::array<GstClockTime, 4> positions{1500 * GST_MSECOND, 250 * GST_MSECOND,
                                              4999 * GST_MSECOND, 0};
  for (const GstClockTime position : positions) {
    pipeline.set_state(GST_STATE_PAUSED);
    pipeline.take();
    ck_assert(gst_element_seek_simple(
                  pipeline.get(), GST_FORMAT_TIME,
                  static_cast<GstSeekFlags>(GST_SEEK_FLAG_FLUSH | GST_SEEK_FLAG_ACCURATE),
                  static_cast<gint64>(position)) != FALSE);
    pipeline.set_state(GST_STATE_PAUSED);
    pipeline.play_to_end();
    // What was on its way before the seek may have come through.
    auto blocks = pipeline.take();
    std::size_t first = 0;
    while (first < blocks.size() && u64(block_info(blocks[first]), "timestamp") != position)
      ++first;
    ck_assert_msg(first < blocks.size(), "no block at the position");
    blocks.erase(blocks.begin(), blocks.begin() + static_cast<std::ptrdiff_t>(first));
    ck_assert(boolean(block_info(blocks[0]), "discont"));
    ck_assert_uint_eq(u64(block_info(blocks[0]), "start-sample"), 0);
    ck_assert_uint_eq(u64(block_info(blocks[0]), "stream-time"), position);
    ck_assert_uint_eq(u64(block_info(blocks[0]), "running-time"), 0);
    // 8 samples a millisecond.
    ck_assert_uint_eq(valid_samples(blocks), WavFile::samples - position / GST_MSECOND * 8);
  }
}
END_TEST

START_TEST(twice_the_rate_halves_the_running_time) {
  const Deadline deadline;
  const WavFile file;
  Pipeline pipeline(file.reader());
  pipeline.set_state(GST_STATE_PAUSED);
  pipeline.take();
  ck_assert(gst_element_seek(pipeline.get(), 2.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
                             GST_SEEK_TYPE_SET, GST_SECOND, GST_SEEK_TYPE_NONE, -1) != FALSE);
  pipeline.set_state(GST_STATE_PAUSED);
  pipeline.play_to_end();
  const auto blocks = pipeline.take();
  const BufferPtr& last = blocks.back();
  // The last block begins at sample 31 · 1024 of the 32000 that are left: 3.968 s after the seek.
  ck_assert_uint_eq(u64(block_info(last), "start-sample"), 31 * block);
  ck_assert_uint_eq(u64(block_info(last), "stream-time"), 4968 * GST_MSECOND);
  ck_assert_uint_eq(u64(block_info(last), "running-time"), 1984 * GST_MSECOND);
}
END_TEST

/// A seek that flushes while the pipeline plays at full speed, over and over.
START_TEST(seeks_while_playing_do_no_harm) {
  const Deadline deadline;
  const WavFile file;
  Pipeline pipeline(file.reader());
  pipeline.set_state(GST_STATE_PLAYING);
  for (int i = 0; i < 30; ++i) {
    const auto flags = static_cast<GstSeekFlags>(
        GST_SEEK_FLAG_FLUSH | (i % 2 == 0 ? GST_SEEK_FLAG_ACCURATE : GST_SEEK_FLAG_NONE));
    ck_assert(gst_element_seek_simple(pipeline.get(), GST_FORMAT_TIME, flags,
                                      (i * 700 % 4000) * static_cast<gint64>(GST_MSECOND)) !=
              FALSE);
    if (i % 3 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ck_assert(wait_until([&pipeline] {
    const auto blocks = pipeline.take();
    return !blocks.empty() && u64(block_info(blocks.back()), "stream-time") > 4 * GST_SECOND;
  }));
}
END_TEST

/// Backwards every input buffer is a run of its own, with a short tail.
START_TEST(backwards_each_buffer_is_a_run) {
  const Deadline deadline;
  Pipeline pipeline(
      "audiotestsrc samplesperbuffer=1500 ! audio/x-raw,format=S16LE,rate=8000,channels=1 ! "
      "audioblocks name=blocks ! fakesink name=sink sync=false");
  pipeline.set_state(GST_STATE_PAUSED);
  ck_assert(gst_element_seek(pipeline.get(), -1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH,
                             GST_SEEK_TYPE_SET, 0, GST_SEEK_TYPE_SET, 3 * GST_SECOND) != FALSE);
  pipeline.set_state(GST_STATE_PAUSED);
  pipeline.take();
  pipeline.play_to_end();
  const auto blocks = pipeline.take();
  ck_assert_uint_ge(blocks.size(), 8);
  GstClockTime latest_run = GST_CLOCK_TIME_NONE;
  for (const BufferPtr& buffer : blocks) {
    const GstStructure* info = block_info(buffer);
    const int valid = integer(info, "valid-samples");
    ck_assert_uint_eq(gst_buffer_get_size(buffer.get()), static_cast<gsize>(valid) * 2);
    if (u64(info, "block-index") == 0) {
      // Runs follow each other backwards.
      ck_assert(u64(info, "timestamp") < latest_run);
      latest_run = u64(info, "timestamp");
      continue;
    }
    ck_assert_uint_eq(u64(info, "start-sample"), block);
    ck_assert_int_lt(valid, static_cast<int>(block));
  }
}
END_TEST

int main(int argc, char** argv) {
  return run_tests(
      argc, argv, "state",
      {ELEMENT_TEST(states_go_up_and_down_again_and_again),
       ELEMENT_TEST(an_element_may_go_from_every_state),
       ELEMENT_TEST(an_element_may_be_taken_out_while_playing),
       ELEMENT_TEST(eos_in_a_stream_without_a_buffer_is_passed_on),
       ELEMENT_TEST(a_broken_flow_is_handed_on_and_may_heal),
       ELEMENT_TEST(an_unlinked_element_says_so),
       ELEMENT_TEST(two_elements_in_one_pipeline_do_not_mix_up_their_metas),
       ELEMENT_TEST(twenty_pipelines_play_side_by_side), ELEMENT_TEST(a_file_is_analysed_whole),
       ELEMENT_TEST(an_accurate_seek_begins_a_new_run),
       ELEMENT_TEST(twice_the_rate_halves_the_running_time),
       ELEMENT_TEST(seeks_while_playing_do_no_harm), ELEMENT_TEST(backwards_each_buffer_is_a_run)});
}
