// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "gst/tools/devices/audio_device.h"

namespace audioblocks::tool {

/// All devices that are present now.
struct DeviceSearch {
  /// The default one first.
  std::vector<AudioDevice> devices;
  /// "what is wrong; what to do" where something may be missing, or empty.
  std::string warning;
  /// "what is wrong; what to do" where the search failed or found nothing, or empty.
  std::string problem;
};

/// Searches in a process of its own, because some of GStreamer's device providers crash. Call it
/// before there is any other thread. A signal ends it early.
DeviceSearch find_devices();

/// "what is wrong; what to do" where there is no device.
std::string no_device_problem();

}  // namespace audioblocks::tool
