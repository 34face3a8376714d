// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "gst/tools/input/input_source.h"

namespace audioblocks::tool {

/// Opens a file or a URI, and tells at once what is not worth opening: a file that is missing,
/// empty, a directory or not readable. A pipe is opened here, once and for all: GStreamer opens
/// files twice, which a pipe's writer does not survive.
InputSource find_input(const std::string& name);

}  // namespace audioblocks::tool
