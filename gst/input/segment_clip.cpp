// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/input/segment_clip.h"

#include <algorithm>

#include "gst/input/raw_input.h"

namespace audioblocks {

GstBuffer* clip_buffer(GstBuffer* buffer, const GstSegment& segment, const GstAudioInfo& info) {
  const GstClockTime start = GST_BUFFER_PTS(buffer);
  if (segment.format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID(start)) return buffer;
  // gst_audio_buffer_clip() copies a buffer without a duration that somebody else holds too, even
  // where there is nothing to clip.
  const bool starts_inside = start >= segment.start;
  if (starts_inside && !GST_CLOCK_TIME_IS_VALID(segment.stop)) return buffer;
  const guint64 samples = RawInput::samples_in(buffer, info);
  const auto rate = static_cast<guint64>(GST_AUDIO_INFO_RATE(&info));
  const GstClockTime length = gst_util_uint64_scale_ceil(samples, GST_SECOND, rate);
  const GstClockTime end = start + std::min(length, GST_CLOCK_TIME_NONE - 1 - start);
  if (starts_inside && end <= segment.stop) return buffer;
  // It would trim by the duration that the buffer states, and might trim more than there is.
  buffer = gst_buffer_make_writable(buffer);
  GST_BUFFER_DURATION(buffer) = GST_CLOCK_TIME_NONE;
  return gst_audio_buffer_clip(buffer, &segment, GST_AUDIO_INFO_RATE(&info),
                               GST_AUDIO_INFO_BPF(&info));
}

bool clip_gap(const GstSegment& segment, GstClockTime& pts, GstClockTime& duration) noexcept {
  if (!GST_CLOCK_TIME_IS_VALID(pts)) return true;
  duration = std::min(duration, GST_CLOCK_TIME_NONE - 1 - pts);
  if (segment.format != GST_FORMAT_TIME) return true;
  guint64 start = 0;
  guint64 stop = 0;
  if (gst_segment_clip(&segment, GST_FORMAT_TIME, pts, pts + duration, &start, &stop) == FALSE)
    return false;
  pts = start;
  duration = stop - start;
  return true;
}

}  // namespace audioblocks
