// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/input/run_clock.h"

namespace audioblocks {

/// When timestamps count as a jump: nanoseconds.
struct Alignment {
  /// They have drifted from where they are expected by more than this,
  GstClockTime threshold = 0;
  /// for this long, or by as much as this.
  GstClockTime wait = 0;
};

/// From timestamps to sample counts and back. A run begins at an anchor; every time in it is
/// anchor + offset ÷ rate, never a sum of durations. Streaming thread.
class Timeline {
 public:
  /// For a rate in Hz; ends the run.
  void configure(gint rate) noexcept;
  /// The next buffer starts a new run.
  void end_run() noexcept { running_ = false; }
  [[nodiscard]] bool running() const noexcept { return running_; }

  /// True if a buffer at `pts` (GST_CLOCK_TIME_NONE: where the last one ended) does not continue
  /// the run: it says DISCONT and lies more than one sample from where it is expected, or the
  /// timestamps have drifted as `alignment` says. Call it once a buffer; without a run it is false.
  [[nodiscard]] bool jumps(GstClockTime pts, bool discont, Alignment alignment) noexcept;
  /// True if `pts` lies more than one sample from where it is expected.
  [[nodiscard]] bool is_elsewhere(gint64 expected, GstClockTime pts) const noexcept;

  /// Starts a run at `pts` (0 where there is none).
  void anchor(GstClockTime pts) noexcept;
  /// The run goes on in another segment from `start` on, where its next sample is expected at
  /// `expected` and comes at `pts` (GST_CLOCK_TIME_NONE: as expected). From then on times are those
  /// of that segment. False, and nothing happens, where it lies elsewhere.
  [[nodiscard]] bool resume(GstClockTime start, gint64 expected, GstClockTime pts) noexcept;
  /// Samples came in that continue the run.
  void received(guint64 samples) noexcept { received_ += samples; }
  /// How many samples fill a gap at `pts`. In a run, those from where the last buffer ended up to
  /// the gap's end, so that rounding never adds up; without a run, or where the gap is a jump away,
  /// its duration, rounded to the nearest.
  [[nodiscard]] guint64 gap_samples(GstClockTime pts, GstClockTime duration,
                                    GstClockTime threshold) const noexcept;
  /// Times of the run's samples, in the segment that it has gone on in.
  [[nodiscard]] const RunClock& clock() const noexcept { return clock_; }
  /// Where the run has come to; 0 without one.
  [[nodiscard]] GstClockTime expected() const noexcept {
    return running_ ? clock_.anchor + offset_of(received_) : 0;
  }

 private:
  /// Rounded up.
  [[nodiscard]] GstClockTime offset_of(guint64 sample) const noexcept;
  /// One nanosecond more, since times are rounded.
  [[nodiscard]] GstClockTime one_sample() const noexcept { return sample_ + 1; }

  /// One sample's duration, rounded up; nanoseconds.
  GstClockTime sample_ = 0;
  bool running_ = false;
  RunClock clock_;
  guint64 received_ = 0;
  /// Timestamps are beyond the threshold since this many samples were received.
  bool drifting_ = false;
  guint64 drifting_since_ = 0;
};

}  // namespace audioblocks
