// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks::tool {

/// Holds the first buffer of each demuxer and parser that is added to the bin, also inside of what is
/// added, until its pad is linked. A reader with a thread of its own can be faster than decodebin
/// links it: it then ends with an error, which decodebin keeps to itself, and the pipeline waits
/// forever.
void hold_early_samples(GstBin& bin);

}  // namespace audioblocks::tool
