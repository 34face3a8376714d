// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include "gst/element/element_parts.h"

namespace audioblocks {

/// The structures of the properties `status` and `metrics`; any thread, any state; transfer full.
GstStructure* report_status(ElementParts& parts);
GstStructure* report_metrics(ElementParts& parts);

}  // namespace audioblocks
