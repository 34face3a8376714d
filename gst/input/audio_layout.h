// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <cstddef>

namespace audioblocks {

/// True where each channel's samples lie together.
inline bool is_planar(const GstAudioInfo& info) noexcept {
  return GST_AUDIO_INFO_LAYOUT(&info) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
}

inline std::size_t channels_of(const GstAudioInfo& info) noexcept {
  return static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info));
}

/// Bytes of one sample, all channels together.
inline std::size_t bytes_per_frame(const GstAudioInfo& info) noexcept {
  return static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info));
}

/// Bytes of one channel's value. (GST_AUDIO_INFO_BPS goes by the depth: 3 for S24_32.)
inline std::size_t bytes_per_value(const GstAudioInfo& info) noexcept {
  return static_cast<std::size_t>(GST_AUDIO_INFO_WIDTH(&info) / 8);
}

}  // namespace audioblocks
