// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks {

/// Whether two buffers of equal size have the same bytes: at a glance if they share their memory.
inline bool has_same_bytes(GstBuffer* a, GstBuffer* b) {
  if (gst_buffer_n_memory(a) == 1 && gst_buffer_n_memory(b) == 1 &&
      gst_buffer_peek_memory(a, 0) == gst_buffer_peek_memory(b, 0))
    return true;
  GstMapInfo map;
  if (gst_buffer_map(a, &map, GST_MAP_READ) == FALSE) return false;
  const bool same = gst_buffer_memcmp(b, 0, map.data, map.size) == 0;
  gst_buffer_unmap(a, &map);
  return same;
}

/// Whether `to`, into which the metas of `from` are being copied, is the same block: not a region
/// of it, nor a buffer joined from several, to which GStreamer copies the metas of each as if they
/// were whole, and which can be as long as one of them. A buffer that takes metas alone has no
/// memory yet.
inline bool is_whole_copy(GstBuffer* to, GstBuffer* from, const GstMetaTransformCopy& copy) {
  if (copy.region != FALSE) return false;
  const gsize size = gst_buffer_get_size(to);
  return size == 0 || (size == gst_buffer_get_size(from) && has_same_bytes(to, from));
}

}  // namespace audioblocks
