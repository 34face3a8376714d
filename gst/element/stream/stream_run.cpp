// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/stream_run.h"

namespace audioblocks {

void StreamRun::start() noexcept {
  first_ = discont_ = true;
  end();
}

bool StreamRun::begin(GstClockTime pts, bool discont) noexcept {
  if (timeline_.running()) return false;
  discont_ = discont_ || discont;
  timeline_.anchor(pts);
  block_index_ = start_sample_ = 0;
  return discont_ && !first_;
}

BlockPosition StreamRun::position(const GstSegment& segment,
                                  const Negotiated& negotiated) const noexcept {
  BlockPosition position;
  position.timestamp = timeline_.time_of(start_sample_);
  position.duration = end_after(negotiated.block_samples) - position.timestamp;
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
