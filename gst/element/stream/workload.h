// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstddef>

#include "gst/analysis/block_result.h"
#include "src/pacing/analysis_throttle.h"
#include "src/pacing/block_size_step.h"

namespace audioblocks {

/// Judges by downstream's QoS events and by the load whether a live element keeps up, and what it
/// gives up where it does not: analyses, and with `adaptive` the size of its blocks.
class Workload {
 public:
  // Any thread.

  /// Notes what a QoS event says; `timestamp` is a running time.
  void note_qos(double proportion, GstClockTimeDiff jitter, GstClockTime timestamp) noexcept;
  /// Running times begin anew.
  void forget_qos() noexcept { earliest_ = 0; }

  // Streaming thread.

  void restart() noexcept;
  /// A block begins; true if it is not to be analysed.
  [[nodiscard]] bool skips(GstClockTime running_time, double load, GstClockTime duration) noexcept;
  /// For the result of that block.
  [[nodiscard]] BlockQuality quality() const noexcept { return quality_; }
  /// That block, of `duration`, has passed. The block size that would help and is to be negotiated
  /// now; 0: the present one.
  [[nodiscard]] std::size_t wish_size(GstClockTime duration) noexcept {
    return size_step_.wish(throttle_.pressed(), duration);
  }
  /// The block size to ask for in any negotiation; 0: no particular one.
  [[nodiscard]] std::size_t wanted_size() const noexcept { return size_step_.wanted(); }
  /// This size was negotiated.
  void negotiated(std::size_t block_samples) noexcept { size_step_.negotiated(block_samples); }

 private:
  /// Blocks of an earlier running time are too late.
  std::atomic<GstClockTime> earliest_{0};
  std::atomic<double> proportion_{1.0};

  AnalysisThrottle throttle_;
  BlockSizeStep size_step_;
  BlockQuality quality_;
};

}  // namespace audioblocks
