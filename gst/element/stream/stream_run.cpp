// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/stream_run.h"

#include "gst/input/running_time.h"

namespace audioblocks {

void StreamRun::start() noexcept {
  first_ = discont_ = true;
  forget();
}

void StreamRun::configure(gint rate) noexcept {
  if (timeline_.running()) forget();
  timeline_.configure(rate);
}

bool StreamRun::change_stream(const GstSegment& from) noexcept {
  if (!timeline_.running()) return true;
  // With nothing in between, the run is still where the first of several changes left it.
  if (!is_new_) resume_time_ = running_time_at(from, timeline_.expected());
  is_new_ = true;
  return resume_time_.has_value();
}

bool StreamRun::change_segment(const GstSegment& from, const GstSegment& to) noexcept {
  if (!timeline_.running()) return true;
  const bool was_new = is_new_;
  if (!change_stream(from) || !play_alike(from, to)) return false;
  // An update of the same segment changes no times.
  is_new_ = was_new || running_time_at(to, timeline_.expected()) != resume_time_;
  return true;
}

bool StreamRun::continues(const Arrival& next, Alignment alignment) noexcept {
  if (!timeline_.running()) return true;
  if (!is_new_) return !timeline_.jumps(next.pts, next.discont, alignment);
  const std::optional<gint64> expected = position_at(next.segment, *resume_time_);
  if (!expected || !timeline_.resume(next.segment.start, *expected, next.pts)) return false;
  is_new_ = false;
  return true;
}

bool StreamRun::begin(const Arrival& first) noexcept {
  if (timeline_.running()) return false;
  discont_ = discont_ || is_lost_before(first);
  resume_time_.reset();
  timeline_.anchor(first.pts);
  block_index_ = start_sample_ = 0;
  return discont_ && !first_;
}

bool StreamRun::is_lost_before(const Arrival& first) const noexcept {
  if (!resume_time_ || !GST_CLOCK_TIME_IS_VALID(first.pts)) return first.discont;
  const std::optional<gint64> expected = position_at(first.segment, *resume_time_);
  return expected ? timeline_.is_elsewhere(*expected, first.pts) : first.discont;
}

void StreamRun::end(const GstSegment& segment) noexcept {
  if (timeline_.running() && !is_new_)
    resume_time_ = running_time_at(segment, timeline_.expected());
  is_new_ = false;
  timeline_.end_run();
}

void StreamRun::forget() noexcept {
  resume_time_.reset();
  is_new_ = false;
  timeline_.end_run();
}

BlockPosition StreamRun::position(const GstSegment& segment,
                                  const Negotiated& negotiated) const noexcept {
  BlockPosition position;
  position.timestamp = clock().time_of(start_sample_);
  position.duration = duration_of(negotiated.block_samples);
  if (segment.format == GST_FORMAT_TIME) {
    position.stream_time =
        gst_segment_to_stream_time(&segment, GST_FORMAT_TIME, position.timestamp);
    // Reverse running time counts from the stop, which a careless upstream may leave out.
    if (segment.rate > 0.0 || GST_CLOCK_TIME_IS_VALID(segment.stop))
      position.running_time =
          gst_segment_to_running_time(&segment, GST_FORMAT_TIME, position.timestamp);
  }
  position.block_index = block_index_;
  position.start_sample = start_sample_;
  position.block_samples = static_cast<gint>(negotiated.block_samples);
  position.valid_samples = position.block_samples;
  position.rate = GST_AUDIO_INFO_RATE(&negotiated.info);
  position.channels = GST_AUDIO_INFO_CHANNELS(&negotiated.info);
  position.discont = discont_ && !first_ ? TRUE : FALSE;
  return position;
}

void StreamRun::advance(std::size_t samples) noexcept {
  start_sample_ += samples;
  ++block_index_;
  first_ = discont_ = false;
}

}  // namespace audioblocks
