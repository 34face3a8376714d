// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// Lists the audio devices: as a table, or as one JSON object per line. Returns the exit status.
int list_devices(bool as_json, Output& output);

}  // namespace audioblocks::tool
