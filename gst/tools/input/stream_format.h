// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>

namespace audioblocks::tool {

/// What was decoded, before it is mixed down.
struct StreamFormat {
  int rate = 0;
  int channels = 0;
  /// GStreamer's name: "S16LE".
  std::string sample_format;
  /// As the file's tags tell it: "Free Lossless Audio Codec (FLAC)"; may be empty.
  std::string codec;
};

/// All but the codec.
StreamFormat read_stream_format(const GstCaps& caps);

}  // namespace audioblocks::tool
