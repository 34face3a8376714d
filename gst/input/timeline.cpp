// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/input/timeline.h"

#include <algorithm>

namespace audioblocks {

void Timeline::configure(gint rate) {
  rate_ = rate;
  sample_ = gst_util_uint64_scale_ceil(1, GST_SECOND, static_cast<guint64>(rate));
  align_.reset(gst_audio_stream_align_new(rate, 0, 0));
  end_run();
}

bool Timeline::jumps(GstClockTime pts, bool discont, guint64 samples,
                     Alignment alignment) noexcept {
  const GstClockTime threshold = alignment.threshold;
  const bool known = GST_CLOCK_TIME_IS_VALID(pts);
  const GstClockTime start = known ? pts : expected();

  // GstAudioStreamAlign counts whole samples, rounds both numbers down, and takes a drift of just
  // the threshold for a jump (at a low rate or a threshold of 0, any drift). Hence a threshold of
  // one sample more, and a start half a sample later.
  gst_audio_stream_align_set_alignment_threshold(
      align_.get(), std::min(threshold, GST_CLOCK_TIME_NONE - 1 - sample_) + sample_);
  gst_audio_stream_align_set_discont_wait(align_.get(), alignment.wait);
  const bool restart = !running_ || !known || (discont && drift_of(start) > threshold);
  const bool jump = gst_audio_stream_align_process(align_.get(), restart, start + sample_ / 2,
                                                   static_cast<guint>(samples), nullptr, nullptr,
                                                   nullptr) != FALSE;
  return running_ && known && jump;
}

void Timeline::anchor(GstClockTime pts) noexcept {
  anchor_ = GST_CLOCK_TIME_IS_VALID(pts) ? pts : 0;
  received_ = 0;
  running_ = true;
}

GstClockTime Timeline::drift_of(GstClockTime pts) const noexcept {
  const GstClockTime here = expected();
  return pts > here ? pts - here : here - pts;
}

guint64 Timeline::gap_samples(GstClockTime pts, GstClockTime duration,
                              GstClockTime threshold) const noexcept {
  const auto rate = static_cast<guint64>(rate_);
  if (!running_ || !GST_CLOCK_TIME_IS_VALID(pts) || drift_of(pts) > threshold)
    return gst_util_uint64_scale_round(duration, rate, GST_SECOND);
  const GstClockTime end = pts + duration;
  if (end <= anchor_) return 0;
  const guint64 until = gst_util_uint64_scale_round(end - anchor_, rate, GST_SECOND);
  return until > received_ ? until - received_ : 0;
}

GstClockTime Timeline::time_of(guint64 sample) const noexcept {
  return anchor_ + gst_util_uint64_scale(sample, GST_SECOND, static_cast<guint64>(rate_));
}

}  // namespace audioblocks
