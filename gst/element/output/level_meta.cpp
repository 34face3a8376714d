// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/level_meta.h"

#include <gst/audio/audio.h>

#include "gst/element/output/gstaudioblockmeta.h"

namespace audioblocks {

namespace {

constexpr const char* place_name = "GstAudioBlocksLevelPlace";

/// Set once by level_meta_register(), before any buffer exists: look-ups take locks.
const GstMetaInfo* place_info = nullptr;
const GstMetaInfo* level_info = nullptr;

gboolean init_place(GstMeta* meta, gpointer /*params*/, GstBuffer* /*buffer*/) {
  auto* level = reinterpret_cast<GstAudioLevelMeta*>(meta);
  level->level = 127;
  level->voice_activity = FALSE;
  return TRUE;
}

/// No copy has a place. Payloaders and encoders call this without asking whether it is there.
gboolean transform_place(GstBuffer* /*to*/, GstMeta* /*meta*/, GstBuffer* /*from*/, GQuark /*type*/,
                         gpointer /*data*/) {
  return TRUE;
}

/// Another copy of this plugin in the process may have registered it already. The place has the
/// size of the meta that it becomes, by which GStreamer frees it.
const GstMetaInfo* registered_place() noexcept {
  if (const GstMetaInfo* info = gst_meta_get_info(place_name)) return info;
  static const gchar* tags[] = {nullptr};
  const GType api = gst_meta_api_type_register("GstAudioBlocksLevelPlaceAPI", tags);
  return gst_meta_register(api, place_name, level_info->size, init_place, nullptr, transform_place);
}

/// The one that the pool's buffer was made with. A level meta that was copied from an input is not
/// pooled.
GstAudioLevelMeta* find_place(GstBuffer* buffer) noexcept {
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta(buffer, &state)) {
    const bool pooled = (meta->flags & GST_META_FLAG_POOLED) != 0;
    if (pooled && (meta->info == place_info || meta->info == level_info))
      return reinterpret_cast<GstAudioLevelMeta*>(meta);
  }
  return nullptr;
}

}  // namespace

void level_meta_register() noexcept {
  static gsize registered = 0;
  if (g_once_init_enter(&registered) == FALSE) return;
  level_info = gst_audio_level_meta_get_info();
  place_info = registered_place();
  g_once_init_leave(&registered, 1);
}

bool level_meta_add_place(GstBuffer* buffer) noexcept {
  GstMeta* meta = gst_buffer_add_meta(buffer, place_info, nullptr);
  if (meta == nullptr) return false;
  meta_mark_pooled(meta);
  return true;
}

void level_meta_write(GstBuffer* buffer, const BlockAnalysis& analysis) noexcept {
  GstAudioLevelMeta* meta = find_place(buffer);
  meta->level = static_cast<guint8>(rtp_level(analysis.power));
  meta->voice_activity = static_cast<gboolean>(analysis.voiced);
  meta->meta.info = level_info;
}

bool level_meta_clear(GstBuffer* buffer) noexcept {
  GstAudioLevelMeta* meta = find_place(buffer);
  if (meta == nullptr) return false;
  meta->meta.info = place_info;
  return true;
}

}  // namespace audioblocks
