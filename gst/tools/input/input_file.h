// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "gst/tools/input/input_source.h"

namespace audioblocks::tool {

/// Opens a file or a URI. A file that is missing, empty, a directory or not readable is a problem
/// at once. A pipe is opened here, and only once: GStreamer opens files twice, and a pipe's writer
/// would see the first reader leave.
InputSource find_input(const std::string& name);

}  // namespace audioblocks::tool
