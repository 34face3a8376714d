// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks::tool {

/// Has each demuxer and parser that will be added to the bin wait with its first read in pull mode
/// until decodebin has set it up. aiffparse, whose thread begins while decodebin is at it, may be
/// the faster one: its first samples meet a pad that is not linked yet, it stops, decodebin drops
/// its error message, and neither samples nor an end come.
void delay_first_reads(GstBin& bin);

}  // namespace audioblocks::tool
