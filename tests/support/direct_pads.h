// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdint>

/// The test's own source and sink pads around an element. Pushes run on the caller's thread, and
/// nothing here allocates or locks meanwhile, unlike in GstHarness.
class DirectPads {
 public:
  /// The answer of the source pad to the LATENCY query: none, live, or not live.
  enum class Upstream : std::uint8_t { silent, live, not_live };

  /// Takes `element`, starts it and sends STREAM_START, CAPS and a TIME segment.
  /// Downstream accepts only the caps `taken`, or any caps.
  DirectPads(GstElement* element, const char* caps, Upstream upstream, const char* taken = "ANY")
      : element_(element),
        upstream_(upstream),
        taken_(gst_caps_from_string(taken)),
        bus_(gst_bus_new()),
        src_(gst_pad_new("test-src", GST_PAD_SRC)),
        sink_(gst_pad_new("test-sink", GST_PAD_SINK)) {
    gst_object_ref_sink(element_);
    // The bus keeps no messages.
    gst_bus_set_sync_handler(bus_, drop_message, this, nullptr);
    gst_element_set_bus(element_, bus_);
    gst_pad_set_element_private(src_, this);
    gst_pad_set_element_private(sink_, this);
    gst_pad_set_query_function(src_, query);
    gst_pad_set_query_function(sink_, query_sink);
    gst_pad_set_chain_function(sink_, chain);
    gst_pad_set_event_function(sink_, event);
    link("sink", src_, true);
    link("src", sink_, false);
    gst_pad_set_active(sink_, TRUE);
    gst_element_set_state(element_, GST_STATE_PLAYING);
    gst_pad_set_active(src_, TRUE);
    gst_pad_push_event(src_, gst_event_new_stream_start("test"));
    GstCaps* parsed = gst_caps_from_string(caps);
    gst_pad_push_event(src_, gst_event_new_caps(parsed));
    gst_caps_unref(parsed);
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    gst_pad_push_event(src_, gst_event_new_segment(&segment));
  }
  DirectPads(const DirectPads&) = delete;
  DirectPads& operator=(const DirectPads&) = delete;
  ~DirectPads() {
    gst_pad_set_active(src_, FALSE);
    gst_element_set_state(element_, GST_STATE_NULL);
    gst_pad_set_active(sink_, FALSE);
    gst_element_set_bus(element_, nullptr);
    gst_caps_unref(taken_);
    for (gpointer object : {gpointer{src_}, gpointer{sink_}, gpointer{bus_}, gpointer{element_}})
      gst_object_unref(object);
  }

  /// Takes `buffer`.
  GstFlowReturn push(GstBuffer* buffer) { return gst_pad_push(src_, buffer); }
  bool push_event(GstEvent* event) { return gst_pad_push_event(src_, event) != FALSE; }
  [[nodiscard]] GstElement* element() const { return element_; }
  [[nodiscard]] GstPad* src() const { return src_; }
  [[nodiscard]] GstPad* sink() const { return sink_; }
  /// Number of buffers pushed by the element.
  [[nodiscard]] std::uint64_t received() const { return received_; }
  /// Returns one of the `metrics`; the highest number if there is none of that name.
  [[nodiscard]] guint64 metric(const char* name) const {
    GstStructure* metrics = nullptr;
    g_object_get(element_, "metrics", &metrics, nullptr);
    guint64 value = G_MAXUINT64;
    gst_structure_get_uint64(metrics, name, &value);
    gst_structure_free(metrics);
    return value;
  }
  /// Number of messages posted, of any type.
  [[nodiscard]] int messages() const { return g_atomic_int_get(&messages_); }

 private:
  void link(const char* name, GstPad* own, bool own_is_source) {
    GstPad* pad = gst_element_get_static_pad(element_, name);
    gst_object_ref_sink(own);
    const GstPadLinkReturn linked = own_is_source ? gst_pad_link(own, pad) : gst_pad_link(pad, own);
    if (linked != GST_PAD_LINK_OK) g_error("pads do not link: %d", linked);
    gst_object_unref(pad);
  }

  static DirectPads& of(GstPad* pad) {
    return *static_cast<DirectPads*>(gst_pad_get_element_private(pad));
  }

  static GstFlowReturn chain(GstPad* pad, GstObject*, GstBuffer* buffer) {
    ++of(pad).received_;
    gst_buffer_unref(buffer);
    return GST_FLOW_OK;
  }

  static gboolean event(GstPad*, GstObject*, GstEvent* event) {
    gst_event_unref(event);
    return TRUE;
  }

  static gboolean query(GstPad* pad, GstObject* parent, GstQuery* query) {
    const Upstream upstream = of(pad).upstream_;
    if (GST_QUERY_TYPE(query) != GST_QUERY_LATENCY || upstream == Upstream::silent)
      return gst_pad_query_default(pad, parent, query);
    gst_query_set_latency(query, static_cast<gboolean>(upstream == Upstream::live), 0,
                          GST_CLOCK_TIME_NONE);
    return TRUE;
  }

  static gboolean query_sink(GstPad* pad, GstObject* parent, GstQuery* query) {
    if (GST_QUERY_TYPE(query) != GST_QUERY_CAPS) return gst_pad_query_default(pad, parent, query);
    GstCaps* filter = nullptr;
    gst_query_parse_caps(query, &filter);
    GstCaps* taken = of(pad).taken_;
    GstCaps* result = filter != nullptr ? gst_caps_intersect(filter, taken) : gst_caps_ref(taken);
    gst_query_set_caps_result(query, result);
    gst_caps_unref(result);
    return TRUE;
  }

  static GstBusSyncReply drop_message(GstBus*, GstMessage* message, gpointer self) {
    g_atomic_int_inc(&static_cast<DirectPads*>(self)->messages_);
    gst_message_unref(message);
    return GST_BUS_DROP;
  }

  GstElement* element_;
  Upstream upstream_;
  GstCaps* taken_;
  GstBus* bus_;
  GstPad* src_;
  GstPad* sink_;
  std::uint64_t received_ = 0;
  gint messages_ = 0;
};
