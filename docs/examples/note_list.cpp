// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The notes of a recording in C++: blocks from an appsink, each with its result as a meta on it.
//
//   c++ -std=c++17 note_list.cpp -o note_list
//       $(pkg-config --cflags --libs gstreamer-audioblocks-1.0 gstreamer-app-1.0)
//   ./note_list [FILE]
//
// Without FILE it listens to three tones that GStreamer makes. A note is listed once it was held
// for 60 ms; its frequency is the mean of its blocks, weighted by their clarity.
#include <gst/app/gstappsink.h>
#include <gst/audioblocks/audioblocks.h>
#include <gst/gst.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace {

constexpr const char* tones =
    "concat name=c"
    "  audiotestsrc freq=110 num-buffers=20 ! audio/x-raw,rate=44100 ! c."
    "  audiotestsrc freq=165 num-buffers=20 ! audio/x-raw,rate=44100 ! c."
    "  audiotestsrc freq=220 num-buffers=20 ! audio/x-raw,rate=44100 ! c."
    "  c.";

struct Unref {
  void operator()(gpointer object) const { gst_object_unref(object); }
};
template <typename Object>
using ObjectPtr = std::unique_ptr<Object, Unref>;

struct SampleUnref {
  void operator()(GstSample* sample) const { gst_sample_unref(sample); }
};
using SamplePtr = std::unique_ptr<GstSample, SampleUnref>;

/// A note that is being held.
class Note {
 public:
  explicit Note(const audioblocks::BlockView& first)
      : name_(first.note()), start_(first.running_time()) {}

  [[nodiscard]] bool goes_on_in(const audioblocks::BlockView& block) const {
    return block.voiced() && block.note() == name_;
  }
  void add(const audioblocks::BlockView& block) {
    const double clarity = block.clarity().value_or(0.0);
    end_ = block.running_time() + block.duration();
    weight_ += clarity;
    sum_ += clarity * block.frequency().value_or(0.0);
  }
  void print() const {
    constexpr GstClockTime shortest = 60 * GST_MSECOND;
    if (end_ - start_ < shortest) return;
    std::printf("%8.3f s  %6.3f s  %-4s  %8.2f Hz\n", seconds(start_), seconds(end_ - start_),
                name_.c_str(), sum_ / weight_);
  }

 private:
  static double seconds(GstClockTime time) {
    return static_cast<double>(time) / static_cast<double>(GST_SECOND);
  }

  std::string name_;
  GstClockTime start_;
  GstClockTime end_ = 0;
  double weight_ = 0.0;
  double sum_ = 0.0;
};

/// Blocks come as fast as they are asked for: the sink holds four, and the pipeline waits.
ObjectPtr<GstElement> make_pipeline(const char* file) {
  const std::string source =
      file != nullptr ? "filesrc name=file ! decodebin ! audioconvert" : tones;
  const std::string description = source +
                                  " ! audioblocks analyses=pitch post-messages=false"
                                  " ! appsink name=sink sync=false max-buffers=4";
  GError* error = nullptr;
  ObjectPtr<GstElement> pipeline(gst_parse_launch(description.c_str(), &error));
  if (error != nullptr) {
    const std::string text = error->message;
    g_error_free(error);
    throw std::runtime_error(text + "; is the plugin in GST_PLUGIN_PATH?");
  }
  if (file != nullptr) {
    const ObjectPtr<GstElement> from(gst_bin_get_by_name(GST_BIN(pipeline.get()), "file"));
    g_object_set(from.get(), "location", file, nullptr);
  }
  return pipeline;
}

/// Throws what an element complained of, if one did.
void check_bus(GstElement* pipeline) {
  const ObjectPtr<GstBus> bus(gst_element_get_bus(pipeline));
  GstMessage* message = gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR);
  if (message == nullptr) return;
  GError* error = nullptr;
  gst_message_parse_error(message, &error, nullptr);
  const std::string text = error->message;
  g_error_free(error);
  gst_message_unref(message);
  throw std::runtime_error(text);
}

/// The next block; null at the end. An element that fails early never sends the end of the stream:
/// so the bus is looked at, too, where nothing comes for a while.
SamplePtr next_block(GstElement* pipeline, GstAppSink* sink) {
  while (true) {
    SamplePtr sample(gst_app_sink_try_pull_sample(sink, 200 * GST_MSECOND));
    if (sample != nullptr || gst_app_sink_is_eos(sink) != FALSE) return sample;
    check_bus(pipeline);
  }
}

void list_notes(GstElement* pipeline, GstAppSink* sink) {
  std::printf("%10s  %8s  %-4s  %11s\n", "start", "length", "note", "frequency");
  std::optional<Note> note;
  while (const SamplePtr sample = next_block(pipeline, sink)) {
    // The samples themselves are in the same buffer, as many as `block->valid_samples()`.
    const auto block = audioblocks::BlockView::of(gst_sample_get_buffer(sample.get()));
    if (!block) continue;
    if (note && !note->goes_on_in(*block)) {
      note->print();
      note.reset();
    }
    if (!note && block->voiced()) note.emplace(*block);
    if (note) note->add(*block);
  }
  if (note) note->print();
}

}  // namespace

int main(int argc, char** argv) {
  gst_init(&argc, &argv);
  try {
    const ObjectPtr<GstElement> pipeline = make_pipeline(argc > 1 ? argv[1] : nullptr);
    const ObjectPtr<GstElement> sink(gst_bin_get_by_name(GST_BIN(pipeline.get()), "sink"));
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    std::string problem;
    try {
      list_notes(pipeline.get(), GST_APP_SINK(sink.get()));
    } catch (const std::runtime_error& error) {
      problem = std::string(argc > 1 ? argv[1] : "the tones") + ": " + error.what();
    }
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
    if (!problem.empty()) throw std::runtime_error(problem);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "note_list: %s\n", error.what());
    return 1;
  }
  return 0;
}
