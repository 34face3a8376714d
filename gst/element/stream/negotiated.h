// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <cstddef>

namespace audioblocks {

/// What the negotiation came to. By default: nothing.
struct Negotiated {
  GstAudioInfo info{};
  std::size_t block_samples = 0;
  bool live = true;
  /// Full queues wait instead of evicting.
  bool lossless = false;
  /// The helper thread analyses.
  bool worker = false;
  /// Analyses, never samples, may be left out where processing is late.
  [[nodiscard]] bool may_skip() const noexcept { return live && !lossless; }
};

}  // namespace audioblocks
