// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks::tool {

/// A private element that turns raw audio of up to 64 channels into one channel: their arithmetic
/// mean in float, whatever their positions. A single channel passes unchanged, in its own format.
/// (GStreamer's converter weights positioned channels, fails on unpositioned ones, and mixes
/// integers with weights of ten bits.)
GstElement* make_mixdown();

}  // namespace audioblocks::tool
