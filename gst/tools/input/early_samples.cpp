// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/early_samples.h"

#include <string_view>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

namespace {

/// A pad that is held, until it is linked.
struct Hold {
  gulong probe = 0;
  gulong handler = 0;
};

void release(GstPad* pad, GstPad* /*peer*/, gpointer data) {
  const Hold hold = *static_cast<Hold*>(data);
  g_signal_handler_disconnect(pad, hold.handler);
  gst_pad_remove_probe(pad, hold.probe);
}

void free_hold(gpointer data, GClosure* /*closure*/) { delete static_cast<Hold*>(data); }

/// Holds buffers, not events: decodebin looks at the caps before it links.
void hold(GstPad& pad) {
  auto* state = new Hold;
  state->probe = gst_pad_add_probe(
      &pad, static_cast<GstPadProbeType>(GST_PAD_PROBE_TYPE_BLOCK | GST_PAD_PROBE_TYPE_BUFFER),
      [](GstPad*, GstPadProbeInfo*, gpointer) { return GST_PAD_PROBE_OK; }, nullptr, nullptr);
  state->handler = g_signal_connect_data(&pad, "linked", G_CALLBACK(release), state, free_hold,
                                         static_cast<GConnectFlags>(0));
}

void on_added(GstBin* /*bin*/, GstBin* /*parent*/, GstElement* element, gpointer /*data*/) {
  const char* classes = gst_element_get_metadata(element, GST_ELEMENT_METADATA_KLASS);
  const std::string_view kind = classes != nullptr ? classes : "";
  if (kind.find("Demuxer") == kind.npos && kind.find("Parser") == kind.npos) return;
  const ObjectPtr<GstPad> source(gst_element_get_static_pad(element, "src"));
  if (source != nullptr && gst_pad_is_linked(source.get()) == FALSE) hold(*source);
}

}  // namespace

void hold_early_samples(GstBin& bin) {
  g_signal_connect(&bin, "deep-element-added", G_CALLBACK(on_added), nullptr);
}

}  // namespace audioblocks::tool
