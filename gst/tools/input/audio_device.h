// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "gst/tools/input/input_source.h"

namespace audioblocks::tool {

/// A source of sound that GStreamer's device monitor has found.
struct AudioDevice {
  ObjectPtr<GstDevice> device;
  /// For people: "Built-in Audio Analog Stereo".
  std::string name;
  /// The element's name for it: "alsa_input.pci-0000_00_1f.3.analog-stereo"; may be empty.
  std::string id;
  bool is_default = false;
};

/// All devices that are present now, the default one first.
std::vector<AudioDevice> find_devices();

/// "what is wrong; what to do" where `find_devices` finds none.
std::string no_device_problem();

/// The device whose name or id is `wanted`, or the only one whose name contains it; empty: the
/// default device.
InputSource open_device(const std::string& wanted);

}  // namespace audioblocks::tool
