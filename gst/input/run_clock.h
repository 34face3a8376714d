// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

namespace audioblocks {

/// From sample counts to times: those of one run, in one segment.
struct RunClock {
  /// Hz.
  gint rate = 1;
  /// Modulo 2^64: a run that began in an earlier segment may have its anchor before 0.
  GstClockTime anchor = 0;
  /// The run has gone on in another segment.
  bool rounds_up = false;

  /// How long `samples` last, rounded as times are.
  [[nodiscard]] GstClockTime duration_of(guint64 samples) const noexcept {
    const auto hertz = static_cast<guint64>(rate);
    return rounds_up ? gst_util_uint64_scale_ceil(samples, GST_SECOND, hertz)
                     : gst_util_uint64_scale(samples, GST_SECOND, hertz);
  }
  /// Time of the sample with that offset in the run, rounded down to whole nanoseconds; rounded up
  /// in a run that has gone on in another segment.
  [[nodiscard]] GstClockTime time_of(guint64 sample) const noexcept {
    return anchor + duration_of(sample);
  }
};

}  // namespace audioblocks
