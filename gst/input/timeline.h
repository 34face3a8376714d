// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks {

/// When timestamps count as a jump: nanoseconds.
struct Alignment {
  /// They have drifted from where they are expected by more than this,
  GstClockTime threshold = 0;
  /// for this long, counted in samples that have come in since.
  GstClockTime wait = 0;
};

/// From timestamps to sample counts and back. A run begins at an anchor; every time in it is
/// anchor + offset ÷ rate, never a sum of durations. Streaming thread.
class Timeline {
 public:
  /// For a rate in Hz; ends the run.
  void configure(gint rate);
  /// The next buffer starts a new run.
  void end_run() noexcept { running_ = false; }
  [[nodiscard]] bool running() const noexcept { return running_; }

  /// True if a buffer at `pts` (GST_CLOCK_TIME_NONE: where the last one ended) does not continue
  /// the run: it has drifted beyond the threshold for the time to wait, or at all beyond it where
  /// the buffer says DISCONT. Call it once a buffer; without a run it is false.
  ///
  /// GstAudioStreamAlign does the like, but each release of GStreamer by another rule: in 1.22 it
  /// waits as is written above, in 1.26 a forward jump counts as time that has passed.
  bool jumps(GstClockTime pts, bool discont, Alignment alignment) noexcept;

  /// Starts a run at `pts` (0 where there is none).
  void anchor(GstClockTime pts) noexcept;
  /// Samples came in that continue the run.
  void received(guint64 samples) noexcept { received_ += samples; }
  /// How many samples fill a gap at `pts`. In a run, those from where the last buffer ended up to
  /// the gap's end, so that rounding never adds up; without a run, or where the gap is a jump away,
  /// its duration, rounded to the nearest.
  [[nodiscard]] guint64 gap_samples(GstClockTime pts, GstClockTime duration,
                                    GstClockTime threshold) const noexcept;
  /// Time of the sample with that offset in the run, rounded down to whole nanoseconds.
  [[nodiscard]] GstClockTime time_of(guint64 sample) const noexcept;

 private:
  /// Where the run has come to; 0 without one.
  [[nodiscard]] GstClockTime expected() const noexcept { return running_ ? time_of(received_) : 0; }
  /// Nanoseconds between `pts` and where the run has come to.
  [[nodiscard]] GstClockTime drift_of(GstClockTime pts) const noexcept;

  gint rate_ = 1;
  /// One sample's duration, rounded up; nanoseconds.
  GstClockTime sample_ = 0;
  bool running_ = false;
  GstClockTime anchor_ = 0;
  guint64 received_ = 0;
  /// The last buffer had drifted, and the samples received before the first that had.
  bool drifts_ = false;
  guint64 drift_began_ = 0;
};

}  // namespace audioblocks
