// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstddef>

#include "gst/analysis/block_result.h"
#include "gst/element/stream/negotiated.h"
#include "gst/input/timeline.h"

namespace audioblocks {

/// Where the stream has come to: its present run, which is what follows an anchor without a jump,
/// and the place of the next block in it. Streaming thread.
class StreamRun {
 public:
  /// There is no run, and no block has left yet.
  void start() noexcept;
  /// For a rate in Hz; ends the run.
  void configure(gint rate) { timeline_.configure(rate); }

  /// See Timeline::jumps(). Where it is true, the run has to be ended first.
  [[nodiscard]] bool jumps(GstClockTime pts, bool discont, Alignment alignment) noexcept {
    return timeline_.jumps(pts, discont, alignment);
  }
  /// Begins a run at `pts` unless one is under way. True if that counts as a discontinuity.
  [[nodiscard]] bool begin(GstClockTime pts, bool discont) noexcept;
  /// Samples came in that continue the run.
  void received(guint64 samples) noexcept { timeline_.received(samples); }
  /// See Timeline::gap_samples().
  [[nodiscard]] guint64 gap_samples(GstClockTime pts, GstClockTime duration,
                                    GstClockTime threshold) const noexcept {
    return timeline_.gap_samples(pts, duration, threshold);
  }
  void end() noexcept { timeline_.end_run(); }

  /// The next block, if it becomes a whole one.
  [[nodiscard]] BlockPosition position(const GstSegment& segment,
                                       const Negotiated& negotiated) const noexcept;
  /// Where that block ends if it has `samples`.
  [[nodiscard]] GstClockTime end_after(std::size_t samples) const noexcept {
    return timeline_.time_of(start_sample_ + samples);
  }
  /// Samples were lost or skipped before it.
  void lose() noexcept { discont_ = true; }
  [[nodiscard]] bool discont() const noexcept { return discont_; }
  /// The run has had a block.
  [[nodiscard]] bool steady() const noexcept { return block_index_ > 0; }
  /// The block passed, with so many samples.
  void advance(std::size_t samples) noexcept;

 private:
  Timeline timeline_;
  // The next block.
  guint64 block_index_ = 0;
  guint64 start_sample_ = 0;
  bool discont_ = true;
  /// No block has left since the start.
  bool first_ = true;
};

}  // namespace audioblocks
