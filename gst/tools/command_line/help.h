// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

namespace audioblocks::tool {

/// The page that --help prints.
std::string help_text();

/// The page that --help-gst prints: the options of GStreamer.
std::string gst_help_text();

}  // namespace audioblocks::tool
