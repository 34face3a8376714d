// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <cstddef>

namespace audioblocks {

/// What a pool is made for.
struct PoolFormat {
  GstCaps* caps = nullptr;  // borrowed
  GstAudioInfo info{};
  std::size_t block_samples = 0;

  [[nodiscard]] std::size_t block_bytes() const noexcept {
    return block_samples * static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info));
  }
};

}  // namespace audioblocks
