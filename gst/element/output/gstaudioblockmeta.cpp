// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/gstaudioblockmeta.h"

#include <gst/audio/audio.h>
#include <gst/audioblocks/audioblocks.h>

#include "gst/element/output/block_fields.h"
#include "gst/element/output/whole_copy.h"

namespace audioblocks {

namespace {

/// Set once by block_meta_register(), before any buffer exists. Kept because a look-up by name
/// takes two locks.
const GstMetaInfo* meta_info = nullptr;

GstStructure* structure_of(GstBuffer* buffer) noexcept {
  GstMeta* meta = gst_buffer_get_meta(buffer, meta_info->api);
  if (meta == nullptr) return nullptr;
  return gst_custom_meta_get_structure(reinterpret_cast<GstCustomMeta*>(meta));
}

gboolean copy_field(GQuark field, const GValue* value, gpointer target) {
  gst_structure_id_set_value(static_cast<GstStructure*>(target), field, value);
  return TRUE;
}

/// Parts of silent blocks look like the whole: a buffer that already has the meta of one is joined.
void remove_meta(GstBuffer* buffer) {
  GstMeta* meta = gst_buffer_get_meta(buffer, meta_info->api);
  if (!GST_META_FLAG_IS_SET(meta, GST_META_FLAG_LOCKED)) gst_buffer_remove_meta(buffer, meta);
}

/// Whole copies keep the meta; everything else is not a block. Leaving the meta out is also
/// success: GStreamer logs an error for each copy whose transform function returns FALSE.
gboolean transform_meta(GstBuffer* to, GstCustomMeta* meta, GstBuffer* from, GQuark type,
                        gpointer data, gpointer /*user_data*/) {
  if (!GST_META_TRANSFORM_IS_COPY(type)) return FALSE;
  if (!is_whole_copy(to, from, *static_cast<GstMetaTransformCopy*>(data))) return TRUE;
  if (structure_of(to) != nullptr) {
    remove_meta(to);
    return TRUE;
  }
  GstCustomMeta* copy = gst_buffer_add_custom_meta(to, GST_AUDIO_BLOCK_META_NAME);
  if (copy == nullptr) return FALSE;
  gst_structure_foreach(gst_custom_meta_get_structure(meta), copy_field,
                        gst_custom_meta_get_structure(copy));
  return TRUE;
}

/// A result with every scalar field present.
BlockResult full_result() noexcept {
  BlockResult result;
  result.position.analyzed = TRUE;
  result.analysis.has_level = result.analysis.has_spectrum = result.analysis.has_pitch = true;
  return result;
}

}  // namespace

void block_meta_register() noexcept {
  static gsize registered = 0;
  if (g_once_init_enter(&registered) == FALSE) return;
  static const gchar* tags[] = {GST_META_TAG_AUDIO_STR, GST_META_TAG_AUDIO_RATE_STR, nullptr};
  meta_info = gst_meta_get_info(GST_AUDIO_BLOCK_META_NAME);
  if (meta_info == nullptr)
    meta_info =
        gst_meta_register_custom(GST_AUDIO_BLOCK_META_NAME, tags, transform_meta, nullptr, nullptr);
  g_once_init_leave(&registered, 1);
}

bool block_meta_add_pooled(GstBuffer* buffer) noexcept {
  GstCustomMeta* meta = gst_buffer_add_custom_meta(buffer, GST_AUDIO_BLOCK_META_NAME);
  if (meta == nullptr) return false;
  meta_mark_pooled(reinterpret_cast<GstMeta*>(meta));
  block_fields_set(gst_custom_meta_get_structure(meta), full_result(), true);
  return true;
}

bool block_meta_is_on(GstBuffer* buffer) noexcept { return structure_of(buffer) != nullptr; }

void block_meta_write(GstBuffer* buffer, const BlockResult& result) noexcept {
  block_fields_set(structure_of(buffer), result, true);
}

GstStructure* block_meta_copy_structure(GstBuffer* buffer) noexcept {
  const GstStructure* structure = structure_of(buffer);
  return structure != nullptr ? gst_structure_copy(structure) : nullptr;
}

}  // namespace audioblocks
