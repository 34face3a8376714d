// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstddef>

#include "gst/analysis/block_result.h"
#include "src/pacing/analysis_throttle.h"
#include "src/pacing/block_size_step.h"

namespace audioblocks {

/// Whether a live element keeps up, by what downstream's QoS events say and by its load, and what
/// it gives up where it does not: analyses, and with `adaptive` the size of its blocks.
class Workload {
 public:
  // Any thread.

  /// What a QoS event says; `timestamp` is a running time.
  void note_qos(double proportion, GstClockTimeDiff jitter, GstClockTime timestamp) noexcept;
  /// Running times begin anew.
  void forget_qos() noexcept { earliest_ = 0; }

  // Streaming thread.

  void restart() noexcept;
  /// Of a block that begins; true if it is not to be analysed.
  [[nodiscard]] bool skips(GstClockTime running_time, double load, GstClockTime duration) noexcept;
  /// For the result of that block.
  [[nodiscard]] BlockQuality quality() const noexcept { return quality_; }
  [[nodiscard]] bool pressed() const noexcept { return throttle_.pressed(); }
  [[nodiscard]] BlockSizeStep& size() noexcept { return size_; }

 private:
  /// Blocks of an earlier running time are too late.
  std::atomic<GstClockTime> earliest_{0};
  std::atomic<double> proportion_{1.0};

  AnalysisThrottle throttle_;
  BlockSizeStep size_;
  BlockQuality quality_;
};

}  // namespace audioblocks
