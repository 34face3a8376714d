// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks {

/// Says in a GstAudioClippingMeta how many samples at the end of `buffer` are padding. The meta is
/// an implementation of our own of that API, because with GStreamer's each region copy of the
/// buffer logs an error.
void add_clipping_meta(GstBuffer* buffer, guint64 padding) noexcept;

}  // namespace audioblocks
