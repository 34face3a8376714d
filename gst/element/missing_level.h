// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/analysis/settings.h"
#include "gst/element/stream/negotiated.h"

namespace audioblocks {

/// Posts a warning if `audio-level-meta` is set where no block has a level to carry. The caller
/// holds no lock.
void report_missing_level(GstElement* element, const Settings& settings,
                          const Negotiated& negotiated);

}  // namespace audioblocks
