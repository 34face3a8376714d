// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/tools/input/stream_format.h"

namespace audioblocks::tool {

/// What is known of an input at its end.
struct InputEnd {
  StreamFormat format;
  /// False if less came than was announced, or if it ended early: see docs/tool.md.
  bool is_complete = true;
};

}  // namespace audioblocks::tool
