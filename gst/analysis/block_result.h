// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>

#include "gst/input/run_clock.h"
#include "src/analysis/block_analysis.h"
#include "src/track/falling_peak.h"

namespace audioblocks {

/// Where a block lies in the stream. Times are nanoseconds; stream and running time are
/// GST_CLOCK_TIME_NONE outside TIME segments.
struct BlockPosition {
  GstClockTime timestamp = GST_CLOCK_TIME_NONE;
  GstClockTime stream_time = GST_CLOCK_TIME_NONE;
  GstClockTime running_time = GST_CLOCK_TIME_NONE;
  GstClockTime duration = GST_CLOCK_TIME_NONE;
  /// Blocks and samples since the anchor.
  guint64 block_index = 0;
  guint64 start_sample = 0;
  gint block_samples = 0;
  gint valid_samples = 0;
  /// Those of them that came in as a gap.
  gint gap_samples = 0;
  gint rate = 0;
  gint channels = 0;
  /// FALSE where the analysis did not run; the fields of the analysis are then absent.
  gboolean analyzed = FALSE;
  /// Samples were lost or skipped before this block.
  gboolean discont = FALSE;
};

/// How well the element kept up with the block, for the QoS message.
struct BlockQuality {
  /// One block in so many is analysed.
  guint divisor = 1;
  /// How late the block was according to downstream's QoS events, and their proportion.
  GstClockTimeDiff jitter = 0;
  gdouble proportion = 1.0;
};

/// How many messages of each kind have become due with a block or before it: one is due with a
/// result that has more than the last one.
struct MessagesDue {
  /// Element messages.
  guint64 results = 0;
  /// QoS messages.
  guint64 quality = 0;
  bool operator==(const MessagesDue&) const = default;
};

/// What is made of the blocks of a run together. Decided at its beginning.
struct Tracking {
  /// How many later blocks decide about the pitch of a block; 0: none.
  guint16 lag = 0;
  bool notes = false;
  /// Notes are reported while they sound.
  bool live = true;

  [[nodiscard]] bool any() const noexcept { return lag > 0 || notes; }
};
static_assert(std::atomic<Tracking>::is_always_lock_free);

/// From the count of a block's samples to their times.
struct BlockTimes {
  RunClock clock;
  GstSegment segment{};
};

/// What crosses to the helper thread: one block's position and analysis, or in worker mode, before
/// the helper thread has analysed it, its samples.
struct BlockResult {
  BlockPosition position;
  BlockAnalysis analysis;
  /// What the analysis ran with.
  AnalysisSettings settings;
  PeakFall peak_fall;
  Tracking tracking;
  /// Filled in for notes only.
  BlockTimes times;
  /// How many later blocks decided about the pitch.
  gint lag = 0;
  /// Worker mode: the slot's own room for the block's samples, channel after channel.
  float* samples = nullptr;
  /// The samples are filled in, for the helper thread to analyse.
  bool to_analyze = false;
  /// The analysis was left out because processing is late.
  bool skipped = false;
  MessagesDue due;
  /// A QoS message is due if the divisor differs from the last result's.
  BlockQuality quality;
  /// Results of a generation other than the current one are discarded: there was a flush since.
  guint32 generation = 0;
  /// The metrics' epoch when the buffer that completed the block came in.
  guint64 epoch = 0;
};

}  // namespace audioblocks
