// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks::tool {

/// A private element that turns any raw audio of up to 64 channels into one channel: the arithmetic
/// mean of the channels in float, whatever their positions. One channel passes untouched, in its
/// own format. (GStreamer's converter weights positioned channels, gives up on unpositioned ones
/// and mixes integers with ten-bit weights.)
GstElement* make_mixdown();

}  // namespace audioblocks::tool
