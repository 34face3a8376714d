// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/analysis/settings.h"
#include "gst/element/stream/negotiated.h"

/// Which pitches the negotiated blocks reach.
namespace audioblocks::pitch_range {

/// The lowest of them, in Hz; 0 where nothing is negotiated.
[[nodiscard]] double lowest_pitch(const Negotiated& negotiated);

/// Posts a warning if a `min-frequency` is set that the blocks do not reach and the pitch is
/// analysed. The caller holds no lock.
void report_unreached(GstElement* element, const Settings& settings, const Negotiated& negotiated);

}  // namespace audioblocks::pitch_range
