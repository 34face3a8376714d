// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <array>
#include <cstddef>

#include "tests/fuzz/element/element_pads.h"
#include "tests/fuzz/element/life_kind.h"
#include "tests/fuzz/element/stream_time.h"
#include "tests/fuzz/support/byte_reader.h"

/// The actions of the downstream neighbour: it answers queries, keeps blocks, selects a format,
/// sends events, and sends queries, as the upstream neighbour does, too.
class Downstream {
 public:
  Downstream(ByteReader& bytes, LifeKind kind, ElementPads& pads, StreamTime& time)
      : bytes_(bytes), kind_(kind), pads_(pads), time_(time) {}

  void answer() {
    constexpr std::array flows{GST_FLOW_OK,  GST_FLOW_OK,       GST_FLOW_NOT_LINKED,
                               GST_FLOW_EOS, GST_FLOW_FLUSHING, GST_FLOW_ERROR};
    pads_.answer(flows[bytes_.below(flows.size())]);
  }

  /// Only if the element does not wait for kept blocks.
  void hold() {
    const std::size_t blocks = bytes_.below(96);
    if (kind_.evicts()) pads_.hold(blocks);
  }

  void choose_format() {
    constexpr std::array<const char*, 8> choices{
        "audio/x-raw",
        "audio/x-raw, block-samples=(int)512",
        "audio/x-raw, block-samples=(int){256, 2048}",
        "audio/x-raw, block-samples=(int)[300, 700]",
        "audio/x-raw, block-samples=(int)300",
        "audio/x-raw, block-samples=(int)1024; audio/x-raw, block-samples=(int)256",
        "audio/x-raw, rate=(int)[1, 48000]",
        "audio/x-raw, block-samples=(string)large",
    };
    pads_.take_only(gst_caps_from_string(choices[bytes_.below(choices.size())]));
    gst_pad_push_event(pads_.sink(), gst_event_new_reconfigure());
  }

  void send_event() { gst_pad_push_event(pads_.sink(), make_event(bytes_.below(5))); }

  void ask() {
    GstPad* from = bytes_.below(2) == 0 ? pads_.sink() : pads_.src();
    GstQuery* query = make_query(bytes_.below(8));
    gst_pad_peer_query(from, query);
    gst_query_unref(query);
  }

 private:
  GstEvent* make_event(std::size_t which) {
    switch (which) {
      case 0:
        return gst_event_new_latency(time_.take());
      case 1:
        return gst_event_new_reconfigure();
      case 2:
        return gst_event_new_seek(1.0, GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, GST_SEEK_TYPE_SET, 0,
                                  GST_SEEK_TYPE_NONE, 0);
      default:
        return make_qos();
    }
  }

  GstEvent* make_qos() {
    const auto type = static_cast<GstQOSType>(bytes_.below(3));
    const GstClockTime at = time_.take();
    auto jitter = bytes_.take<GstClockTimeDiff>();
    // As a sink would report it: the lateness at a valid time.
    if (jitter < 0) jitter = -static_cast<GstClockTimeDiff>(at % GST_SECOND);
    return gst_event_new_qos(type, 0.5, jitter, at);
  }

  GstQuery* make_query(std::size_t which) {
    switch (which) {
      case 0:
        return gst_query_new_position(GST_FORMAT_TIME);
      case 1:
        return gst_query_new_duration(GST_FORMAT_TIME);
      case 2:
        return make_caps_query();
      case 3:
        return make_accept_caps_query();
      case 4:
        return gst_query_new_segment(GST_FORMAT_TIME);
      case 5:
        return gst_query_new_convert(GST_FORMAT_TIME, GST_SECOND, GST_FORMAT_BYTES);
      case 6:
        return gst_query_new_drain();
      default:
        return gst_query_new_latency();
    }
  }

  GstQuery* make_caps_query() {
    GstCaps* filter = gst_caps_from_string("audio/x-raw, channels=(int)[1, 2]");
    GstQuery* query = gst_query_new_caps(bytes_.below(2) == 0 ? filter : nullptr);
    gst_caps_unref(filter);
    return query;
  }

  static GstQuery* make_accept_caps_query() {
    GstCaps* caps = gst_caps_from_string(
        "audio/x-raw, format=S16LE, rate=8000, channels=1, layout=interleaved, "
        "block-samples=512");
    GstQuery* query = gst_query_new_accept_caps(caps);
    gst_caps_unref(caps);
    return query;
  }

  ByteReader& bytes_;
  LifeKind kind_;
  ElementPads& pads_;
  StreamTime& time_;
};
