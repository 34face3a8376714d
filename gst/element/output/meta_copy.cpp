// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/meta_copy.h"

#include <gst/audio/audio.h>
#include <gst/audioblocks/audioblocks.h>

namespace audioblocks {

namespace {

struct MetaCopy {
  GstBuffer* block = nullptr;
  SharedInput shared;
};

bool belongs_to_block(const GstMetaInfo* info, const MetaCopy& copy) noexcept {
  if (gst_meta_info_is_custom(info) != FALSE &&
      info == gst_meta_get_info(GST_AUDIO_BLOCK_META_NAME))
    return false;
  if (info->api == GST_AUDIO_META_API_TYPE)
    return copy.shared.samples && gst_buffer_get_audio_meta(copy.block) == nullptr;
  if (info->api == GST_AUDIO_LEVEL_META_API_TYPE && !copy.shared.level) return false;
  static const GQuark memory = g_quark_from_static_string(GST_META_TAG_MEMORY_STR);
  static const GQuark reference = g_quark_from_static_string(GST_META_TAG_MEMORY_REFERENCE_STR);
  // Would keep the input's memory from its owner, for a block that has a copy.
  if (!copy.shared.memory && gst_meta_api_type_has_tag(info->api, reference) != FALSE) return false;
  // A meta of the bytes, or of the ends, of the buffer it came with.
  return copy.shared.samples || (info->api != GST_AUDIO_CLIPPING_META_API_TYPE &&
                                 gst_meta_api_type_has_tag(info->api, memory) == FALSE);
}

gboolean copy_meta(GstBuffer* input, GstMeta** meta, gpointer data) {
  const auto& copy = *static_cast<MetaCopy*>(data);
  const GstMetaInfo* info = (*meta)->info;
  if (info->transform_func == nullptr || !belongs_to_block(info, copy)) return TRUE;
  GstMetaTransformCopy transform{FALSE, 0, static_cast<gsize>(-1)};
  info->transform_func(copy.block, *meta, input, _gst_meta_transform_copy, &transform);
  return TRUE;
}

}  // namespace

void copy_metas(GstBuffer* input, GstBuffer* block, SharedInput shared) noexcept {
  MetaCopy copy{block, shared};
  gst_buffer_foreach_meta(input, copy_meta, &copy);
}

}  // namespace audioblocks
