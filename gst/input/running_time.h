// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <optional>

namespace audioblocks {

// Running times and positions of segments that play forward in TIME, in nanoseconds. Both may lie
// outside the segment, and before 0. No value for other segments, and beyond 292 years.

[[nodiscard]] std::optional<gint64> running_time_at(const GstSegment& segment,
                                                    GstClockTime position) noexcept;
[[nodiscard]] std::optional<gint64> position_at(const GstSegment& segment,
                                                gint64 running_time) noexcept;

/// True if a block may lie in both segments: they play forward in TIME, at the same rates.
[[nodiscard]] bool play_alike(const GstSegment& one, const GstSegment& other) noexcept;

}  // namespace audioblocks
