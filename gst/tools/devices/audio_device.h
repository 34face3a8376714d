// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <optional>
#include <string>

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

/// A source of sound that GStreamer's device monitor has found.
struct AudioDevice {
  /// For people: "Built-in Audio Analog Stereo".
  std::string name;
  /// The sound system's name for it: "alsa_input.pci-0000_00_1f.3.analog-stereo"; may be empty.
  std::string id;
  bool is_default = false;
  /// The element that opens it: named after its factory, with the properties that the device has
  /// set.
  StructurePtr element;
};

/// Nothing if no source opens the device.
std::optional<AudioDevice> describe(GstDevice& device);

/// A floating element that opens the device; nullptr if it cannot be made.
GstElement* make_element(const AudioDevice& device);

/// All of a device on one line, without its end, for `device_from_line`.
std::string line_of(const AudioDevice& device);

/// Nothing if the line does not have a device.
std::optional<AudioDevice> device_from_line(const std::string& line);

}  // namespace audioblocks::tool
