// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks {

/// Whether `to`, into which the metas of `from` are being copied, is the same block: not a region
/// of it, nor a buffer joined from several, to which GStreamer copies the metas of each as if they
/// were whole. A buffer that takes metas alone has no memory yet.
inline bool is_whole_copy(GstBuffer* to, GstBuffer* from, const GstMetaTransformCopy& copy) {
  const gsize size = gst_buffer_get_size(to);
  return copy.region == FALSE && (size == 0 || size == gst_buffer_get_size(from));
}

}  // namespace audioblocks
