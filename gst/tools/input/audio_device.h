// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "gst/tools/input/input_source.h"

namespace audioblocks::tool {

/// Something that records sound, as GStreamer's device monitor finds it.
struct AudioDevice {
  ObjectPtr<GstDevice> device;
  /// For people: "Built-in Audio Analog Stereo".
  std::string name;
  /// What its element calls it: "alsa_input.pci-0000_00_1f.3.analog-stereo"; may be empty.
  std::string id;
  bool is_default = false;
};

/// All that are there now, the default one first.
std::vector<AudioDevice> find_devices();

/// The device of that name, or id, or whose name alone has `wanted` in it; empty: the default one.
InputSource open_device(const std::string& wanted);

}  // namespace audioblocks::tool
