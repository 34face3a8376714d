// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/clipping_meta.h"

#include <gst/audio/audio.h>

#include "gst/element/output/whole_copy.h"

namespace audioblocks {

namespace {

constexpr const char* meta_name = "GstAudioBlocksClippingMeta";

gboolean init_meta(GstMeta* meta, gpointer /*params*/, GstBuffer* /*buffer*/) {
  auto* clipping = reinterpret_cast<GstAudioClippingMeta*>(meta);
  clipping->format = GST_FORMAT_DEFAULT;
  clipping->start = clipping->end = 0;
  return TRUE;
}

/// Leaving the meta out is also success: GStreamer logs an error where this returns FALSE.
gboolean transform_meta(GstBuffer* to, GstMeta* meta, GstBuffer* from, GQuark type, gpointer data) {
  if (!GST_META_TRANSFORM_IS_COPY(type)) return FALSE;
  if (is_whole_copy(to, from, *static_cast<GstMetaTransformCopy*>(data)))
    add_clipping_meta(to, reinterpret_cast<GstAudioClippingMeta*>(meta)->end);
  return TRUE;
}

/// Another copy of this plugin in the process may have registered it already.
const GstMetaInfo* registered_info() {
  const GstMetaInfo* info = gst_meta_get_info(meta_name);
  if (info != nullptr) return info;
  return gst_meta_register(GST_AUDIO_CLIPPING_META_API_TYPE, meta_name,
                           sizeof(GstAudioClippingMeta), init_meta, nullptr, transform_meta);
}

const GstMetaInfo* meta_info() {
  static const GstMetaInfo* const info = registered_info();
  return info;
}

}  // namespace

void add_clipping_meta(GstBuffer* buffer, guint64 padding) noexcept {
  GstMeta* meta = gst_buffer_add_meta(buffer, meta_info(), nullptr);
  if (meta != nullptr) reinterpret_cast<GstAudioClippingMeta*>(meta)->end = padding;
}

}  // namespace audioblocks
