// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/first_read.h"

#include <string_view>

#include "gst/base/gst_ptr.h"
#include "gst/tools/input/element_class.h"

namespace audioblocks::tool {

namespace {

bool is_typefind(GstElement& element) {
  const GstElementFactory* factory = gst_element_get_factory(&element);
  return factory != nullptr && GST_OBJECT_NAME(factory) == std::string_view("typefind");
}

/// Decodebin sets up what reads a file on the thread of its element typefind, which holds the
/// stream lock of that element's sink pad meanwhile. The thread itself may take it again.
GstPadProbeReturn on_first_read(GstPad* pad, GstPadProbeInfo* /*info*/, gpointer /*data*/) {
  const ObjectPtr<GstPad> peer(gst_pad_get_peer(pad));
  const ObjectPtr<GstElement> before(peer != nullptr ? gst_pad_get_parent_element(peer.get())
                                                     : nullptr);
  if (before == nullptr || !is_typefind(*before)) return GST_PAD_PROBE_REMOVE;
  const ObjectPtr<GstPad> input(gst_element_get_static_pad(before.get(), "sink"));
  GST_PAD_STREAM_LOCK(input.get());
  GST_PAD_STREAM_UNLOCK(input.get());
  return GST_PAD_PROBE_REMOVE;
}

void add(GstElement& element) {
  const ElementClass kind(element);
  if (!kind.has("Demuxer") && !kind.has("Parser")) return;
  const ObjectPtr<GstPad> sink(gst_element_get_static_pad(&element, "sink"));
  if (sink == nullptr) return;
  gst_pad_add_probe(
      sink.get(), static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_PULL),
      on_first_read, nullptr, nullptr);
}

}  // namespace

void delay_first_reads(GstBin& bin) {
  g_signal_connect(
      &bin, "deep-element-added",
      G_CALLBACK(+[](GstBin*, GstBin*, GstElement* element, gpointer) { add(*element); }), nullptr);
}

}  // namespace audioblocks::tool
