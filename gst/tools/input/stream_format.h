// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <string>

namespace audioblocks::tool {

/// The format of the decoded audio, before the mixdown.
struct StreamFormat {
  int rate = 0;
  int channels = 0;
  /// GStreamer's name: "S16LE".
  std::string sample_format;
  /// From the file's tags: "Free Lossless Audio Codec (FLAC)"; may be empty.
  std::string codec;
};

/// Reads everything except the codec.
StreamFormat read_stream_format(const GstCaps& caps);

}  // namespace audioblocks::tool
