// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// After the C++ headers: the macro fail() of Check would break std::ios.
#include <gst/audio/audio.h>
#include <gst/check/gstcheck.h>
#include <gst/check/gstharness.h>
#undef fail

#include "src/base/buffer_constants.h"

/// Shared by the tests of the element.
namespace audioblocks::test {

// ---- ownership ----

struct MiniObjectUnref {
  template <typename T>
  void operator()(T* object) const {
    gst_mini_object_unref(GST_MINI_OBJECT_CAST(object));
  }
};
struct ObjectUnref {
  template <typename T>
  void operator()(T* object) const {
    gst_object_unref(object);
  }
};
struct StructureFree {
  void operator()(GstStructure* structure) const { gst_structure_free(structure); }
};

using BufferPtr = std::unique_ptr<GstBuffer, MiniObjectUnref>;
using CapsPtr = std::unique_ptr<GstCaps, MiniObjectUnref>;
using EventPtr = std::unique_ptr<GstEvent, MiniObjectUnref>;
using MessagePtr = std::unique_ptr<GstMessage, MiniObjectUnref>;
using QueryPtr = std::unique_ptr<GstQuery, MiniObjectUnref>;
using ElementPtr = std::unique_ptr<GstElement, ObjectUnref>;
using BusPtr = std::unique_ptr<GstBus, ObjectUnref>;
using PadPtr = std::unique_ptr<GstPad, ObjectUnref>;
using StructurePtr = std::unique_ptr<GstStructure, StructureFree>;

using Bytes = std::vector<std::uint8_t>;

/// For printf formats.
inline unsigned long long wide(std::uint64_t value) { return value; }

// ---- fields of a structure; a missing field fails the test ----

inline const GValue* field(const GstStructure* structure, const char* name, GType type) {
  const GValue* value = gst_structure_get_value(structure, name);
  ck_assert_msg(value != nullptr, "no field %s", name);
  ck_assert_msg(G_VALUE_HOLDS(value, type), "%s is a %s", name, G_VALUE_TYPE_NAME(value));
  return value;
}
inline guint64 u64(const GstStructure* structure, const char* name) {
  return g_value_get_uint64(field(structure, name, G_TYPE_UINT64));
}
inline gint integer(const GstStructure* structure, const char* name) {
  return g_value_get_int(field(structure, name, G_TYPE_INT));
}
inline gdouble number(const GstStructure* structure, const char* name) {
  return g_value_get_double(field(structure, name, G_TYPE_DOUBLE));
}
inline bool boolean(const GstStructure* structure, const char* name) {
  return g_value_get_boolean(field(structure, name, G_TYPE_BOOLEAN)) != FALSE;
}
inline std::string text(const GstStructure* structure, const char* name) {
  const char* value = g_value_get_string(field(structure, name, G_TYPE_STRING));
  return value != nullptr ? value : "";
}

/// Returns the structure of a buffer's block meta, NULL if it has none. The buffer owns it.
inline const GstStructure* find_block_info(GstBuffer* buffer) {
  GstCustomMeta* meta = gst_buffer_get_custom_meta(buffer, "GstAudioBlockMeta");
  return meta != nullptr ? gst_custom_meta_get_structure(meta) : nullptr;
}
/// Returns the structure of a buffer's block meta; fails the test if it has none.
inline const GstStructure* block_info(GstBuffer* buffer) {
  const GstStructure* info = find_block_info(buffer);
  ck_assert_msg(info != nullptr, "no block meta");
  return info;
}
inline const GstStructure* block_info(const BufferPtr& buffer) { return block_info(buffer.get()); }

// ---- caps and buffers ----

inline CapsPtr make_caps(const std::string& text) {
  GstCaps* caps = gst_caps_from_string(text.c_str());
  ck_assert_msg(caps != nullptr, "bad caps %s", text.c_str());
  return CapsPtr(caps);
}

inline std::string caps_text(const std::string& format, int rate, int channels,
                             bool planar = false) {
  std::string text = "audio/x-raw, format=" + format + ", rate=" + std::to_string(rate) +
                     ", channels=" + std::to_string(channels) +
                     ", layout=" + (planar ? "non-interleaved" : "interleaved");
  if (channels > 2) text += ", channel-mask=(bitmask)0x0";
  return text;
}

inline std::string block_caps(int block_samples) {
  return "audio/x-raw, block-samples=" + std::to_string(block_samples);
}

inline GstAudioInfo make_info(const std::string& caps) {
  GstAudioInfo info;
  const gboolean known = gst_audio_info_from_caps(&info, make_caps(caps).get());
  ck_assert_msg(known != FALSE, "no audio: %s", caps.c_str());
  return info;
}

inline std::size_t frame_bytes(const GstAudioInfo& info) {
  return static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info));
}

inline BufferPtr make_buffer(const void* data, std::size_t bytes,
                             GstClockTime pts = GST_CLOCK_TIME_NONE) {
  GstBuffer* buffer = gst_buffer_new_allocate(nullptr, bytes, nullptr);
  gst_buffer_fill(buffer, 0, data, bytes);
  GST_BUFFER_PTS(buffer) = pts;
  return BufferPtr(buffer);
}
inline BufferPtr make_buffer(const Bytes& bytes, GstClockTime pts = GST_CLOCK_TIME_NONE) {
  return make_buffer(bytes.data(), bytes.size(), pts);
}

/// Returns a buffer in the layout of `info`: its planes one after another (one plane of whole
/// frames if the layout is interleaved), with a GstAudioMeta if it is planar.
inline BufferPtr make_planes(const GstAudioInfo& info, const std::vector<Bytes>& planes,
                             GstClockTime pts = GST_CLOCK_TIME_NONE) {
  Bytes all;
  for (const Bytes& plane : planes) all.insert(all.end(), plane.begin(), plane.end());
  BufferPtr buffer = make_buffer(all, pts);
  if (GST_AUDIO_INFO_LAYOUT(&info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED)
    gst_buffer_add_audio_meta(buffer.get(), &info, all.size() / frame_bytes(info), nullptr);
  return buffer;
}

/// S32LE mono: samples of the values first, first + 1, …
inline BufferPtr make_ramp(std::size_t first, std::size_t count,
                           GstClockTime pts = GST_CLOCK_TIME_NONE) {
  std::vector<std::int32_t> values(count);
  for (std::size_t i = 0; i < count; ++i)
    values[i] = static_cast<std::int32_t>(GINT32_TO_LE(static_cast<gint32>(first + i)));
  return make_buffer(values.data(), count * sizeof(std::int32_t), pts);
}

inline Bytes bytes_of(GstBuffer* buffer) {
  Bytes bytes(gst_buffer_get_size(buffer));
  gst_buffer_extract(buffer, 0, bytes.data(), bytes.size());
  return bytes;
}
inline Bytes bytes_of(const BufferPtr& buffer) { return bytes_of(buffer.get()); }

/// The values of S32LE mono buffers, one after another.
inline std::vector<std::int64_t> values_of(const std::vector<BufferPtr>& buffers) {
  std::vector<std::int64_t> values;
  for (const BufferPtr& buffer : buffers) {
    const Bytes bytes = bytes_of(buffer);
    for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4)
      values.push_back(static_cast<std::int32_t>(GST_READ_UINT32_LE(bytes.data() + at)));
  }
  return values;
}

inline bool has_flag(const BufferPtr& buffer, GstBufferFlags flag) {
  return GST_BUFFER_FLAG_IS_SET(buffer.get(), flag);
}

// ---- properties and elements ----

/// Names and values, as in a pipeline description.
using Properties = std::vector<std::pair<std::string, std::string>>;

/// Nothing is dropped, however late downstream takes the blocks.
inline const Properties& lossless() {
  static const auto* properties = new Properties{{"overflow-policy", "wait"}};
  return *properties;
}

/// The oldest entry is dropped when the helper thread falls behind.
inline const Properties& evicting() {
  static const auto* properties = new Properties{{"overflow-policy", "evict-oldest"}};
  return *properties;
}

inline ElementPtr make_element(const char* factory, const Properties& properties) {
  GstElement* element = gst_element_factory_make(factory, nullptr);
  ck_assert_msg(element != nullptr, "no element %s: is GST_PLUGIN_PATH right?", factory);
  for (const auto& [name, value] : properties)
    gst_util_set_object_arg(G_OBJECT(element), name.c_str(), value.c_str());
  gst_object_ref_sink(element);
  return ElementPtr(element);
}
inline ElementPtr make_audioblocks(const Properties& properties = lossless()) {
  return make_element("audioblocks", properties);
}

/// A pipeline, or the bin of one with ghost pads.
inline ElementPtr parse(const std::string& line, bool bin = false) {
  GError* error = nullptr;
  GstElement* element = bin ? gst_parse_bin_from_description(line.c_str(), TRUE, &error)
                            : gst_parse_launch(line.c_str(), &error);
  ck_assert_msg(error == nullptr, "%s: %s", line.c_str(), error != nullptr ? error->message : "");
  gst_object_ref_sink(element);
  return ElementPtr(element);
}

/// `status` or `metrics`.
inline StructurePtr report(GstElement* element, const char* property) {
  GstStructure* structure = nullptr;
  g_object_get(element, property, &structure, nullptr);
  ck_assert_msg(structure != nullptr, "no %s", property);
  return StructurePtr(structure);
}

/// Takes the messages of some types from a bus, in order; discards all others.
inline std::vector<MessagePtr> take_messages(GstBus* bus, GstMessageType types) {
  std::vector<MessagePtr> messages;
  while (GstMessage* message = gst_bus_pop_filtered(bus, types)) messages.emplace_back(message);
  return messages;
}

/// Returns the text of an error message.
struct ErrorText {
  GQuark domain = 0;
  int code = 0;
  std::string message;
  std::string debug;

  [[nodiscard]] bool is(GstCoreError wanted) const {
    return domain == GST_CORE_ERROR && code == static_cast<int>(wanted);
  }
  [[nodiscard]] bool is(GstStreamError wanted) const {
    return domain == GST_STREAM_ERROR && code == static_cast<int>(wanted);
  }
  [[nodiscard]] bool says(std::string_view words) const {
    return message.find(words) != std::string::npos;
  }
};

inline std::vector<ErrorText> take_errors(GstBus* bus) {
  std::vector<ErrorText> errors;
  for (const MessagePtr& message : take_messages(bus, GST_MESSAGE_ERROR)) {
    GError* error = nullptr;
    gchar* debug = nullptr;
    gst_message_parse_error(message.get(), &error, &debug);
    errors.push_back({error->domain, error->code, error->message, debug != nullptr ? debug : ""});
    g_error_free(error);
    g_free(debug);
  }
  return errors;
}

// ---- the harness ----

/// A buffer or event pushed by the source pad.
struct Output {
  BufferPtr buffer;  // one of the two is set
  EventPtr event;

  [[nodiscard]] bool is(GstEventType type) const {
    return event != nullptr && GST_EVENT_TYPE(event.get()) == type;
  }
};

/// A GstHarness around one `audioblocks` in PLAYING, with a bus. It records the buffers and events
/// that the element pushes, in order. Upstream is not live. Everything runs in the caller's thread.
class Harness {
 public:
  explicit Harness(const Properties& properties = lossless())
      : Harness(make_audioblocks(properties)) {}
  /// Wraps another element, or a bin, with the pads `sink` and `src`.
  explicit Harness(ElementPtr element)
      : element_(std::move(element)),
        bus_(gst_bus_new()),
        harness_(gst_harness_new_with_element(element_.get(), "sink", "src")) {
    gst_element_set_bus(element_.get(), bus_.get());
    gst_harness_set_live(harness_, FALSE);
    PadPtr src(gst_element_get_static_pad(element_.get(), "src"));
    gst_pad_add_probe(src.get(),
                      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BUFFER |
                                                   GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM |
                                                   GST_PAD_PROBE_TYPE_EVENT_FLUSH),
                      record, this, nullptr);
  }
  ~Harness() {
    outputs_.clear();
    gst_harness_teardown(harness_);
    gst_element_set_bus(element_.get(), nullptr);
  }
  Harness(const Harness&) = delete;
  Harness& operator=(const Harness&) = delete;

  [[nodiscard]] GstHarness* get() const { return harness_; }
  [[nodiscard]] GstElement* element() const { return element_.get(); }
  [[nodiscard]] GstBus* bus() const { return bus_.get(); }

  /// Sets the caps that downstream accepts; for a size only, use block_caps().
  void downstream(const std::string& caps) {
    gst_harness_set_sink_caps(harness_, make_caps(caps).release());
  }

  /// Pushes STREAM_START, CAPS and an unbounded SEGMENT in TIME. True if the caps were accepted.
  bool open(const std::string& text) {
    stream_start();
    const bool taken = caps(text);
    segment();
    return taken;
  }
  void stream_start() { event(gst_event_new_stream_start("test")); }
  /// True if the element accepted them: pushing a sticky event always succeeds.
  bool caps(const std::string& text) {
    const CapsPtr caps = make_caps(text);
    event(gst_event_new_caps(caps.get()));
    PadPtr sink(gst_element_get_static_pad(element_.get(), "sink"));
    const CapsPtr taken(gst_pad_get_current_caps(sink.get()));
    return taken != nullptr && gst_caps_is_equal(taken.get(), caps.get()) != FALSE;
  }
  bool segment(GstClockTime start = 0, GstClockTime stop = GST_CLOCK_TIME_NONE, double rate = 1.0,
               GstFormat format = GST_FORMAT_TIME) {
    GstSegment segment;
    gst_segment_init(&segment, format);
    segment.rate = rate;
    segment.start = segment.time = start;
    segment.stop = stop;
    segment.position = start;
    return event(gst_event_new_segment(&segment));
  }
  bool event(GstEvent* event) { return gst_harness_push_event(harness_, event) != FALSE; }
  bool eos() { return event(gst_event_new_eos()); }
  GstFlowReturn push(BufferPtr buffer) { return gst_harness_push(harness_, buffer.release()); }
  /// Pushes, and fails the test if that fails.
  void feed(BufferPtr buffer) { ck_assert_int_eq(push(std::move(buffer)), GST_FLOW_OK); }

  /// Returns everything that the element pushed since the last call.
  std::vector<Output> take() {
    while (GstBuffer* buffer = gst_harness_try_pull(harness_)) gst_buffer_unref(buffer);
    while (GstEvent* event = gst_harness_try_pull_event(harness_)) gst_event_unref(event);
    const std::lock_guard lock(mutex_);
    return std::exchange(outputs_, {});
  }
  /// Returns only the buffers among it.
  std::vector<BufferPtr> take_blocks() {
    std::vector<BufferPtr> blocks;
    for (Output& output : take())
      if (output.buffer != nullptr) blocks.push_back(std::move(output.buffer));
    return blocks;
  }
  /// Returns the one buffer pushed since the last call; fails the test unless there is exactly one.
  BufferPtr take_block() {
    std::vector<BufferPtr> blocks = take_blocks();
    ck_assert_uint_eq(blocks.size(), 1);
    return std::move(blocks.front());
  }

  [[nodiscard]] CapsPtr current_caps() const {
    PadPtr src(gst_element_get_static_pad(element_.get(), "src"));
    return CapsPtr(gst_pad_get_current_caps(src.get()));
  }
  /// Returns the negotiated block size; 0 if there is none.
  [[nodiscard]] int block_samples() const {
    const CapsPtr caps = current_caps();
    gint samples = 0;
    if (caps != nullptr)
      gst_structure_get_int(gst_caps_get_structure(caps.get(), 0), "block-samples", &samples);
    return samples;
  }
  [[nodiscard]] StructurePtr status() const { return report(element_.get(), "status"); }
  [[nodiscard]] StructurePtr metrics() const { return report(element_.get(), "metrics"); }
  [[nodiscard]] guint64 metric(const char* name) const { return u64(metrics().get(), name); }
  std::vector<ErrorText> errors() { return take_errors(bus_.get()); }

 private:
  static GstPadProbeReturn record(GstPad* /*pad*/, GstPadProbeInfo* info, gpointer data) {
    auto* self = static_cast<Harness*>(data);
    Output output;
    if ((GST_PAD_PROBE_INFO_TYPE(info) & GST_PAD_PROBE_TYPE_BUFFER) != 0)
      output.buffer.reset(gst_buffer_ref(GST_PAD_PROBE_INFO_BUFFER(info)));
    else
      output.event.reset(gst_event_ref(GST_PAD_PROBE_INFO_EVENT(info)));
    const std::lock_guard lock(self->mutex_);
    self->outputs_.push_back(std::move(output));
    return GST_PAD_PROBE_OK;
  }

  ElementPtr element_;
  BusPtr bus_;
  GstHarness* harness_;
  std::mutex mutex_;
  std::vector<Output> outputs_;
};

// ---- running ----

/// Returns those of the sizes that the profile allows.
inline std::vector<int> allowed_sizes(std::initializer_list<int> sizes) {
  std::vector<int> allowed;
  for (const int size : sizes)
    if (BufferConstants::is_block_size(static_cast<std::size_t>(size))) allowed.push_back(size);
  return allowed;
}
inline constexpr bool one_size_only = BufferConstants::block_size_count == 1;

struct NamedTest {
  const char* name;
  void (*run)(int);
};

/// Runs the tests and returns the value for main().
inline int run_tests(int argc, char** argv, const char* name,
                     std::initializer_list<NamedTest> tests) {
  gst_check_init(&argc, &argv);
  Suite* suite = suite_create(name);
  TCase* tcase = tcase_create(name);
  tcase_set_timeout(tcase, 300);
  for (const NamedTest& test : tests) _tcase_add_test(tcase, test.run, test.name, 0, 0, 0, 1);
  suite_add_tcase(suite, tcase);
  return gst_check_run_suite(suite, name, name);
}

}  // namespace audioblocks::test

/// An entry in the list of run_tests(); the compiler warns of a test that is in no list.
#define ELEMENT_TEST(function) \
  audioblocks::test::NamedTest { #function, function }
