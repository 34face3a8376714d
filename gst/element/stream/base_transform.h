// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>

namespace audioblocks {

/// Hands an event of upstream, transfer full, to the base class, which keeps the segment and passes
/// the event on.
inline bool base_sink_event(GstBaseTransform* transform, GstEvent* event) {
  auto* base =
      GST_BASE_TRANSFORM_CLASS(g_type_class_peek_parent(GST_BASE_TRANSFORM_GET_CLASS(transform)));
  return base->sink_event(transform, event) != FALSE;
}

}  // namespace audioblocks
