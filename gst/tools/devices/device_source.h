// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "gst/tools/input/input_source.h"

namespace audioblocks::tool {

/// The default device: the first of GStreamer's sources of sound, in the order of their ranks, that
/// opens. No list of devices is needed for it.
InputSource open_default_device();

/// The device whose name or id is `wanted`, or the only one whose name contains it.
InputSource open_device(const std::string& wanted);

}  // namespace audioblocks::tool
