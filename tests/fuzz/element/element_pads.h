// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <vector>

#include "tests/fuzz/element/block_checker.h"
#include "tests/fuzz/support/require.h"

/// An element between two pads, with a bus, all on the calling thread. The output of the element is
/// checked.
class ElementPads {
 public:
  /// Takes ownership of `element`.
  ElementPads(GstElement* element, bool live)
      : element_(GST_ELEMENT(gst_object_ref_sink(element))), live_(live) {
    gst_bus_set_sync_handler(bus_, on_message, nullptr, nullptr);
    gst_element_set_bus(element_, bus_);
    gst_pad_set_element_private(src_, this);
    gst_pad_set_element_private(sink_, this);
    gst_pad_set_query_function(src_, answer_upstream);
    gst_pad_set_event_function(src_, drop_event);
    gst_pad_set_query_function(sink_, answer_downstream);
    gst_pad_set_event_function(sink_, take_event);
    gst_pad_set_chain_function(sink_, take_block);
    link("sink", src_, true);
    link("src", sink_, false);
    gst_pad_set_active(sink_, TRUE);
    gst_pad_set_active(src_, TRUE);
  }
  /// For a stopped element.
  ~ElementPads() {
    hold(0);
    gst_pad_set_active(src_, FALSE);
    gst_pad_set_active(sink_, FALSE);
    gst_element_set_bus(element_, nullptr);
    gst_clear_caps(&taken_);
    gst_object_unref(src_);
    gst_object_unref(sink_);
    gst_object_unref(bus_);
    gst_object_unref(element_);
  }
  ElementPads(const ElementPads&) = delete;
  ElementPads& operator=(const ElementPads&) = delete;

  [[nodiscard]] GstElement* element() const { return element_; }
  /// The test's own pad, which pushes the input.
  [[nodiscard]] GstPad* src() const { return src_; }
  [[nodiscard]] GstPad* sink() const { return sink_; }
  [[nodiscard]] BlockChecker& checker() { return checker_; }

  /// Keeps this many of the last blocks; releases the others.
  void hold(std::size_t blocks) {
    hold_ = blocks;
    while (held_.size() > hold_) {
      gst_buffer_unref(held_.front());
      held_.erase(held_.begin());
      if (earlier_ > 0) --earlier_;
    }
  }
  /// Blocks kept from now on belong to another run of the element.
  void new_run() { earlier_ = held_.size(); }
  [[nodiscard]] std::size_t held_of_run() const { return held_.size() - earlier_; }
  [[nodiscard]] const std::vector<GstBuffer*>& held() const { return held_; }

  /// Sets downstream's return value for each block from now on.
  void answer(GstFlowReturn flow) { flow_ = flow; }

  /// Takes ownership of `caps`, which downstream accepts from now on.
  void take_only(GstCaps* caps) {
    gst_clear_caps(&taken_);
    taken_ = caps;
  }

 private:
  void link(const char* name, GstPad* own, bool own_is_source) {
    GstPad* pad = gst_element_get_static_pad(element_, name);
    gst_object_ref_sink(own);
    REQUIRE((own_is_source ? gst_pad_link(own, pad) : gst_pad_link(pad, own)) == GST_PAD_LINK_OK);
    gst_object_unref(pad);
  }

  static ElementPads& of(GstPad* pad) {
    return *static_cast<ElementPads*>(gst_pad_get_element_private(pad));
  }

  static GstFlowReturn take_block(GstPad* pad, GstObject*, GstBuffer* buffer) {
    ElementPads& self = of(pad);
    self.checker_.block(buffer);
    check_copies(buffer);
    self.held_.push_back(buffer);
    self.hold(self.hold_);
    return self.flow_;
  }

  /// As tees, encoders and payloaders make them. A part of a block is no block.
  static void check_copies(GstBuffer* buffer) {
    GstBuffer* whole = gst_buffer_copy(buffer);
    REQUIRE(gst_buffer_get_custom_meta(whole, "GstAudioBlockMeta") != nullptr);
    gst_buffer_unref(whole);
    // The meta of planes does not fit a part of its buffer, and GStreamer says so.
    if (gst_buffer_get_audio_meta(buffer) != nullptr) return;
    const gsize size = gst_buffer_get_size(buffer);
    GstBuffer* part = gst_buffer_copy_region(buffer, GST_BUFFER_COPY_ALL, size / 3, size / 3);
    REQUIRE(gst_buffer_get_custom_meta(part, "GstAudioBlockMeta") == nullptr);
    gst_buffer_unref(part);
  }

  static gboolean take_event(GstPad* pad, GstObject*, GstEvent* event) {
    if (GST_EVENT_TYPE(event) == GST_EVENT_CAPS) {
      GstCaps* caps = nullptr;
      gst_event_parse_caps(event, &caps);
      of(pad).checker_.caps(caps);
    }
    if (GST_EVENT_TYPE(event) == GST_EVENT_STREAM_START) of(pad).checker_.stream();
    if (GST_EVENT_TYPE(event) == GST_EVENT_SEGMENT) {
      const GstSegment* segment = nullptr;
      gst_event_parse_segment(event, &segment);
      of(pad).checker_.segment(*segment);
    }
    gst_event_unref(event);
    return TRUE;
  }

  static gboolean drop_event(GstPad*, GstObject*, GstEvent* event) {
    gst_event_unref(event);
    return TRUE;
  }

  static gboolean answer_upstream(GstPad* pad, GstObject* parent, GstQuery* query) {
    if (GST_QUERY_TYPE(query) != GST_QUERY_LATENCY)
      return gst_pad_query_default(pad, parent, query);
    gst_query_set_latency(query, static_cast<gboolean>(of(pad).live_), 0, GST_CLOCK_TIME_NONE);
    return TRUE;
  }

  static gboolean answer_downstream(GstPad* pad, GstObject* parent, GstQuery* query) {
    if (GST_QUERY_TYPE(query) == GST_QUERY_ACCEPT_CAPS) {
      gst_query_set_accept_caps_result(query, TRUE);
      return TRUE;
    }
    if (GST_QUERY_TYPE(query) != GST_QUERY_CAPS) return gst_pad_query_default(pad, parent, query);
    GstCaps* filter = nullptr;
    gst_query_parse_caps(query, &filter);
    GstCaps* taken = of(pad).taken_;
    GstCaps* result = filter != nullptr
                          ? gst_caps_intersect_full(filter, taken, GST_CAPS_INTERSECT_FIRST)
                          : gst_caps_ref(taken);
    gst_query_set_caps_result(query, result);
    gst_caps_unref(result);
    return TRUE;
  }

  static GstBusSyncReply on_message(GstBus*, GstMessage* message, gpointer) {
    if (GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT)
      require_finite(gst_message_get_structure(message));
    gst_message_unref(message);
    return GST_BUS_DROP;
  }

  GstElement* element_;
  bool live_;
  GstBus* bus_ = gst_bus_new();
  GstPad* src_ = gst_pad_new("fuzz-src", GST_PAD_SRC);
  GstPad* sink_ = gst_pad_new("fuzz-sink", GST_PAD_SINK);
  BlockChecker checker_;
  std::vector<GstBuffer*> held_;
  std::size_t hold_ = 0;
  /// Number of kept blocks from earlier runs.
  std::size_t earlier_ = 0;
  GstFlowReturn flow_ = GST_FLOW_OK;
  /// Replaces the default of the pad, which accepts only its current format.
  GstCaps* taken_ = gst_caps_new_any();
};
