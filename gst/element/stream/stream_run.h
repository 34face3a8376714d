// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <optional>

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
  void configure(gint rate) noexcept;

  /// A buffer or gap that comes in.
  struct Arrival {
    /// The segment it comes in.
    const GstSegment& segment;
    /// GST_CLOCK_TIME_NONE: where the last one ended.
    GstClockTime pts = GST_CLOCK_TIME_NONE;
    /// It says that it may not continue what came before.
    bool discont = false;
  };
  /// The next one comes from another stream. False if it cannot continue the run, which was in
  /// `from` and then has to be ended.
  [[nodiscard]] bool change_stream(const GstSegment& from) noexcept;
  /// The next one comes in the segment `to` instead of `from`. False if it cannot continue the run,
  /// which then has to be ended.
  [[nodiscard]] bool change_segment(const GstSegment& from, const GstSegment& to) noexcept;
  /// False if it does not continue the run, which then has to be ended first. Call it once for
  /// each.
  [[nodiscard]] bool continues(const Arrival& next, Alignment alignment) noexcept;
  /// Begins a run unless one is under way. True if that counts as a discontinuity.
  [[nodiscard]] bool begin(const Arrival& first) noexcept;
  /// Samples came in that continue the run.
  void received(guint64 samples) noexcept { timeline_.received(samples); }
  /// See Timeline::gap_samples().
  [[nodiscard]] guint64 gap_samples(GstClockTime pts, GstClockTime duration,
                                    GstClockTime threshold) const noexcept {
    return timeline_.gap_samples(pts, duration, threshold);
  }
  /// The run ends, but the stream may go on where it ended.
  void end(const GstSegment& segment) noexcept;
  /// The run ends, and what follows has nothing to do with it.
  void forget() noexcept;

  /// The next block, if it becomes a whole one.
  [[nodiscard]] BlockPosition position(const GstSegment& segment,
                                       const Negotiated& negotiated) const noexcept;
  /// Duration of that block if it has `samples`.
  [[nodiscard]] GstClockTime duration_of(std::size_t samples) const noexcept {
    return clock().time_of(start_sample_ + samples) - clock().time_of(start_sample_);
  }
  /// Times of the run's samples, in the segment of that block.
  [[nodiscard]] const RunClock& clock() const noexcept { return timeline_.clock(); }
  /// Samples were lost or skipped before it.
  void lose() noexcept { discont_ = true; }
  [[nodiscard]] bool discont() const noexcept { return discont_; }
  /// The run has had a block.
  [[nodiscard]] bool steady() const noexcept { return block_index_ > 0; }
  /// The block passed, with so many samples.
  void advance(std::size_t samples) noexcept;

 private:
  [[nodiscard]] bool is_lost_before(const Arrival& first) const noexcept;

  Timeline timeline_;
  // The next block.
  guint64 block_index_ = 0;
  guint64 start_sample_ = 0;
  bool discont_ = true;
  /// No block has left since the start.
  bool first_ = true;
  /// The running time at which the run ended, or left its segment.
  std::optional<gint64> resume_time_;
  /// Nothing has come yet of the stream or segment that was changed to.
  bool is_new_ = false;
};

}  // namespace audioblocks
