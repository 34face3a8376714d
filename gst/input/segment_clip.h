// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

namespace audioblocks {

/// Cuts off what of a buffer of whole samples lies outside the segment; nullptr if all of it does.
/// Takes `buffer`; one that lies inside is returned as it is, and nothing is allocated.
[[nodiscard]] GstBuffer* clip_buffer(GstBuffer* buffer, const GstSegment& segment,
                                     const GstAudioInfo& info);

/// Limits the times of a GAP event to the segment; false if they lie outside it.
[[nodiscard]] bool clip_gap(const GstSegment& segment, GstClockTime& pts,
                            GstClockTime& duration) noexcept;

}  // namespace audioblocks
