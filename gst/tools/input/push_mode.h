// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks::tool {

/// Makes demuxers that will be added to the bin read in push mode if they cannot be trusted in pull
/// mode. That is aiffparse: in pull mode its own thread sends the first samples while decodebin is
/// still setting it up. Where they are not linked yet, it stops, and decodebin drops its error
/// message: neither samples nor an end come. In push mode the thread that sets it up sends them.
void keep_in_push_mode(GstBin& bin);

}  // namespace audioblocks::tool
