// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <utility>

namespace audioblocks::scope {

/// When frames are due: frame n of a run shows the samples from n ÷ framerate to
/// (n + 1) ÷ framerate, and is due when the last of them has arrived. Durations are never summed.
/// Played backwards, the time of a frame is that of its end in the order of arrival, which is its
/// earliest sample.
class FrameClock {
 public:
  /// Frames per second, both positive. Returns true if the framerate has changed: a run must begin.
  [[nodiscard]] bool set_framerate(gint numerator, gint denominator) noexcept {
    const auto before = std::pair(numerator_, denominator_);
    numerator_ = static_cast<guint64>(numerator);
    denominator_ = static_cast<guint64>(denominator);
    return before != std::pair(numerator_, denominator_);
  }
  /// Begins a run with sample `first` of the stream, at `time`, from which time goes backwards
  /// if `backwards`.
  void start(guint64 first, GstClockTime time, bool backwards, gint rate) noexcept {
    first_ = first;
    backwards_ = backwards;
    time_ = time;
    rate_ = static_cast<guint64>(rate);
    frame_ = 0;
  }
  /// The sample after the last one of the current frame.
  [[nodiscard]] guint64 end() const noexcept {
    return first_ + gst_util_uint64_scale_ceil(frame_ + 1, rate_ * denominator_, numerator_);
  }
  /// The first sample of the current frame.
  [[nodiscard]] guint64 begin() const noexcept {
    return first_ + gst_util_uint64_scale_ceil(frame_, rate_ * denominator_, numerator_);
  }
  [[nodiscard]] GstClockTime time() const noexcept {
    if (!backwards_) return time_ + time_of(frame_);
    const GstClockTime back = time_of(frame_ + 1);
    return time_ > back ? time_ - back : 0;
  }
  void advance() noexcept { ++frame_; }

 private:
  [[nodiscard]] GstClockTime time_of(guint64 frame) const noexcept {
    return gst_util_uint64_scale(frame, GST_SECOND * denominator_, numerator_);
  }

  guint64 numerator_ = 1;
  guint64 denominator_ = 1;
  guint64 first_ = 0;
  GstClockTime time_ = 0;
  guint64 rate_ = 1;
  guint64 frame_ = 0;
  bool backwards_ = false;
};

}  // namespace audioblocks::scope
