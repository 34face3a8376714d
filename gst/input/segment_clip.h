// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

namespace audioblocks {

/// What of a buffer of whole samples lies in the segment; nullptr if nothing does. Takes `buffer`;
/// what lies in it wholly is returned as it is, and nothing is allocated.
[[nodiscard]] GstBuffer* clip_buffer(GstBuffer* buffer, const GstSegment& segment,
                                     const GstAudioInfo& info);

/// The same of a GAP event's times; false if nothing of it lies in the segment.
[[nodiscard]] bool clip_gap(const GstSegment& segment, GstClockTime& pts,
                            GstClockTime& duration) noexcept;

}  // namespace audioblocks
