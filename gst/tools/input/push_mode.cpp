// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/push_mode.h"

#include <string_view>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

namespace {

bool is_named(GstElement& element, std::string_view name) {
  const GstElementFactory* factory = gst_element_get_factory(&element);
  return factory != nullptr && GST_OBJECT_NAME(factory) == name;
}

/// Answers in the place of what is upstream: no pull mode, no seeks.
GstPadProbeReturn on_query(GstQuery* query) {
  if (GST_QUERY_TYPE(query) != GST_QUERY_SCHEDULING) return GST_PAD_PROBE_OK;
  gst_query_set_scheduling(query, GST_SCHEDULING_FLAG_SEQUENTIAL, 1, -1, 0);
  gst_query_add_scheduling_mode(query, GST_PAD_MODE_PUSH);
  return GST_PAD_PROBE_HANDLED;
}

void add(GstElement& element) {
  if (!is_named(element, "aiffparse")) return;
  const ObjectPtr<GstPad> sink(gst_element_get_static_pad(&element, "sink"));
  gst_pad_add_probe(
      sink.get(),
      static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_QUERY_UPSTREAM | GST_PAD_PROBE_TYPE_PUSH),
      [](GstPad*, GstPadProbeInfo* info, gpointer) {
        return on_query(GST_PAD_PROBE_INFO_QUERY(info));
      },
      nullptr, nullptr);
}

}  // namespace

void keep_in_push_mode(GstBin& bin) {
  g_signal_connect(
      &bin, "deep-element-added",
      G_CALLBACK(+[](GstBin*, GstBin*, GstElement* element, gpointer) { add(*element); }), nullptr);
}

}  // namespace audioblocks::tool
