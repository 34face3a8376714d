// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>

#include "src/threads/wait_point.h"

namespace audioblocks {

/// How many blocks are out, over all pools of one run of the element. Any thread.
struct PoolUsage {
  std::atomic<gint> in_use{0};
  std::atomic<gint> peak{0};

  /// Notified when a block has come back and when a pool has grown.
  WaitPoint wait_point;

  void acquired() noexcept;
  /// The peak becomes the current value.
  void reset_peak() noexcept;

 private:
  void raise_peak(gint now) noexcept;
};

}  // namespace audioblocks
