// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/pipeline.h"

#include "gst/audioblocks/audioblocks.h"
#include "gst/tools/input/first_read.h"
#include "gst/tools/input/mixdown.h"
#include "gst/tools/input/stream_format.h"

namespace audioblocks::tool {

namespace {

bool is_raw_audio(GstPad* pad) {
  CapsPtr caps(gst_pad_get_current_caps(pad));
  if (caps == nullptr) caps.reset(gst_pad_query_caps(pad, nullptr));
  return gst_caps_get_size(caps.get()) > 0 &&
         gst_structure_has_name(gst_caps_get_structure(caps.get(), 0), "audio/x-raw");
}

GstElement* make_sink() {
  GstElement* sink = gst_element_factory_make("fakesink", nullptr);
  if (sink != nullptr) g_object_set(sink, "sync", FALSE, "async", FALSE, nullptr);
  return sink;
}

}  // namespace

Pipeline::Pipeline(GstElement& source, const ElementSettings& settings, PipelineListener& listener)
    : settings_(settings),
      listener_(listener),
      pipeline_(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr)))),
      bus_(gst_element_get_bus(pipeline_.get())) {
  announced_.watch(*GST_BIN(pipeline_.get()));
  delay_first_reads(*GST_BIN(pipeline_.get()));
  add(&source);
  GstElement* mixdown = add(make_mixdown());
  GstElement* analyzer = add(settings.make_element());
  GstElement* sink = add(make_sink());
  if (analyzer == nullptr || sink == nullptr) return;
  analyzer_ = analyzer;
  gst_element_link_many(mixdown, analyzer, sink, nullptr);
  audio_input_.reset(gst_element_get_static_pad(mixdown, "sink"));
  add_probes(analyzer, sink);
  connect_results(analyzer);
  link_source(source);
}

Pipeline::~Pipeline() { stop(); }

/// An element that a broken installation lacks becomes an error message, as any other failure does.
GstElement* Pipeline::add(GstElement* element) {
  if (element != nullptr) {
    gst_bin_add(GST_BIN(pipeline_.get()), element);
  } else {
    GST_ELEMENT_ERROR(pipeline_.get(), CORE, FAILED,
                      ("An element of GStreamer's core or base plugins is missing"), (nullptr));
  }
  return element;
}

void Pipeline::add_probes(GstElement* analyzer, GstElement* sink) {
  const ObjectPtr<GstPad> output(gst_element_get_static_pad(analyzer, "src"));
  const ObjectPtr<GstPad> end(gst_element_get_static_pad(sink, "sink"));
  gst_pad_add_probe(
      audio_input_.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      [](GstPad*, GstPadProbeInfo* info, gpointer self) {
        return static_cast<Pipeline*>(self)->on_input_event(GST_PAD_PROBE_INFO_EVENT(info));
      },
      this, nullptr);
  gst_pad_add_probe(
      output.get(), GST_PAD_PROBE_TYPE_BUFFER,
      [](GstPad*, GstPadProbeInfo* info, gpointer self) {
        return static_cast<Pipeline*>(self)->on_samples(GST_PAD_PROBE_INFO_BUFFER(info));
      },
      this, nullptr);
  gst_pad_add_probe(
      output.get(), GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM,
      [](GstPad*, GstPadProbeInfo* info, gpointer self) {
        return static_cast<Pipeline*>(self)->on_output_event(GST_PAD_PROBE_INFO_EVENT(info));
      },
      this, nullptr);
  gst_pad_add_probe(
      end.get(),
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_QUERY_DOWNSTREAM | GST_PAD_PROBE_TYPE_PUSH),
      [](GstPad*, GstPadProbeInfo* info, gpointer self) {
        return static_cast<Pipeline*>(self)->on_end_query(GST_PAD_PROBE_INFO_QUERY(info));
      },
      this, nullptr);
}

void Pipeline::connect_results(GstElement* analyzer) {
  g_signal_connect(analyzer, "block-analyzed",
                   G_CALLBACK(+[](GstElement*, const GstStructure* fields, gpointer self) {
                     static_cast<Pipeline*>(self)->on_result(*fields);
                   }),
                   this);
  g_signal_connect(analyzer, GST_AUDIO_NOTE_MESSAGE_NAME,
                   G_CALLBACK(+[](GstElement*, const GstStructure* event, gpointer self) {
                     static_cast<Pipeline*>(self)->listener_.note(*event);
                   }),
                   this);
}

bool Pipeline::play() {
  const GstStateChangeReturn paused = gst_element_set_state(pipeline_.get(), GST_STATE_PAUSED);
  if (paused == GST_STATE_CHANGE_FAILURE ||
      gst_element_set_state(pipeline_.get(), GST_STATE_PLAYING) == GST_STATE_CHANGE_FAILURE) {
    // After the message of the element that failed, if it posted one: not every element does.
    GST_ELEMENT_ERROR(pipeline_.get(), CORE, STATE_CHANGE, ("an element gives no reason"),
                      (nullptr));
    return false;
  }
  return paused == GST_STATE_CHANGE_NO_PREROLL;
}

void Pipeline::drain() {
  if (analyzer_ == nullptr) return;
  const ObjectPtr<GstPad> input(gst_element_get_static_pad(analyzer_, "sink"));
  gst_pad_send_event(input.get(), gst_event_new_eos());
}

void Pipeline::stop() { gst_element_set_state(pipeline_.get(), GST_STATE_NULL); }

MessagePtr Pipeline::next_message(GstClockTime timeout) {
  constexpr auto types =
      static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_WARNING | GST_MESSAGE_ELEMENT |
                                  GST_MESSAGE_TAG | GST_MESSAGE_APPLICATION);
  return MessagePtr(gst_bus_timed_pop_filtered(bus_.get(), timeout, types));
}

std::string Pipeline::warning_text(GstMessage& warning) const {
  if (GST_MESSAGE_SRC(&warning) != GST_OBJECT_CAST(analyzer_)) return {};
  GError* raw = nullptr;
  gst_message_parse_warning(&warning, &raw, nullptr);
  const ErrorPtr error(raw);
  return error->message;
}

GstClockTime Pipeline::duration() const {
  gint64 duration = -1;
  if (!gst_element_query_duration(pipeline_.get(), GST_FORMAT_TIME, &duration) || duration < 0)
    return GST_CLOCK_TIME_NONE;
  return static_cast<GstClockTime>(duration);
}

bool Pipeline::has_audio() const {
  return audio_input_ != nullptr && gst_pad_is_linked(audio_input_.get());
}

int Pipeline::message_descriptor() const {
  GPollFD descriptor = {};
  gst_bus_get_pollfd(bus_.get(), &descriptor);
  return descriptor.fd;
}

std::string Pipeline::graph() const {
  const CharPtr text(gst_debug_bin_to_dot_data(GST_BIN(pipeline_.get()), GST_DEBUG_GRAPH_SHOW_ALL));
  return text.get();
}

void Pipeline::post(const char* name, const GstCaps* caps) {
  GstStructure* structure = gst_structure_new_empty(name);
  if (caps != nullptr) gst_structure_set(structure, "caps", GST_TYPE_CAPS, caps, nullptr);
  gst_bus_post(bus_.get(), gst_message_new_application(GST_OBJECT(pipeline_.get()), structure));
}

/// Links the pad that the source already has, or one that it adds later.
void Pipeline::link_source(GstElement& source) {
  g_signal_connect(&source, "pad-added", G_CALLBACK(+[](GstElement*, GstPad* pad, gpointer self) {
    static_cast<Pipeline*>(self)->link_first_audio(pad);
  }),
                   this);
  g_signal_connect(&source, "no-more-pads", G_CALLBACK(+[](GstElement*, gpointer data) {
    auto* self = static_cast<Pipeline*>(data);
    if (!self->has_audio()) self->post(no_audio);
  }),
                   this);
  const ObjectPtr<GstPad> pad(gst_element_get_static_pad(&source, "src"));
  if (pad != nullptr) link_first_audio(pad.get());
}

/// Called again for each part of a chained file, when the pad of the part before is gone.
void Pipeline::link_first_audio(GstPad* pad) {
  if (has_audio() || !is_raw_audio(pad)) return;
  if (GST_PAD_LINK_SUCCESSFUL(gst_pad_link(pad, audio_input_.get()))) return;
  const CapsPtr caps(gst_pad_query_caps(pad, nullptr));
  post(wrong_format, caps.get());
}

/// Drops the block once it is read: a sink would hold the first one, or EOS, until the whole
/// pipeline plays, which never happens after an early error.
GstPadProbeReturn Pipeline::on_samples(GstBuffer* buffer) {
  const GstStructure* fields = gst_audio_block_from_buffer(buffer);
  if (fields != nullptr) listener_.samples(*fields, *buffer);
  return GST_PAD_PROBE_DROP;
}

void Pipeline::on_result(const GstStructure& fields) {
  if (stopped_ || listener_.block(fields)) return;
  stopped_ = true;
  post(finished);
}

GstPadProbeReturn Pipeline::on_input_event(GstEvent* event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS) {
    GstCaps* caps = nullptr;
    gst_event_parse_caps(event, &caps);
    rate_ = read_stream_format(*caps).rate;
    listener_.format(*caps);
  }
  return GST_PAD_PROBE_OK;
}

GstPadProbeReturn Pipeline::on_output_event(GstEvent* event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS) {
    GstCaps* caps = nullptr;
    gst_event_parse_caps(event, &caps);
    listener_.mixed_format(*caps);
  }
  if (GST_EVENT_TYPE(event) != GST_EVENT_EOS) return GST_PAD_PROBE_OK;
  post(finished);
  return GST_PAD_PROBE_DROP;
}

/// Asks for the block size in the place of the sink, since the size depends on the rate. A filter
/// for caps would let upstream negotiate anew when it is changed.
GstPadProbeReturn Pipeline::on_end_query(GstQuery* query) const {
  if (GST_QUERY_TYPE(query) != GST_QUERY_CAPS) return GST_PAD_PROBE_OK;
  GstCaps* filter = nullptr;
  gst_query_parse_caps(query, &filter);
  CapsPtr caps = settings_.block_caps(rate_);
  if (filter != nullptr)
    caps.reset(gst_caps_intersect_full(caps.get(), filter, GST_CAPS_INTERSECT_FIRST));
  gst_query_set_caps_result(query, caps.get());
  return GST_PAD_PROBE_HANDLED;
}

}  // namespace audioblocks::tool
