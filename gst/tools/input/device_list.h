// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/tools/terminal/output.h"

namespace audioblocks::tool {

/// Tells which audio devices there are: a table, or one JSON object a line. The exit status.
int list_devices(bool as_json, Output& output);

}  // namespace audioblocks::tool
