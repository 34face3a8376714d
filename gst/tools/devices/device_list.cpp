// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/devices/device_list.h"

#include <fmt/core.h>

#include <algorithm>

#include "gst/tools/base/json_line.h"
#include "gst/tools/base/report.h"
#include "gst/tools/base/text.h"
#include "gst/tools/devices/device_search.h"
#include "gst/tools/terminal/interruption.h"

namespace audioblocks::tool {

namespace {

constexpr std::size_t max_name = 48;

std::string json_text(const AudioDevice& device) {
  JsonLine line;
  line.add("name", device.name);
  line.add("device", device.id);
  line.add("default", device.is_default);
  return line.text();
}

}  // namespace

int list_devices(bool as_json, Output& output) {
  const DeviceSearch search = find_devices();
  // A signal has ended the search, and ends the program.
  if (Interruption::signal() != 0) return exit_failed;
  if (!search.warning.empty()) report("", search.warning);
  if (!search.problem.empty()) {
    report("", search.problem);
    return exit_failed;
  }
  const std::vector<AudioDevice>& devices = search.devices;
  std::size_t width = 0;
  for (const AudioDevice& device : devices)
    width = std::max(width, std::min(character_count(one_line(device.name)), max_name));
  for (const AudioDevice& device : devices)
    output.write(as_json ? json_text(device)
                         : fmt::format("{} {:<{}}  {}\n", device.is_default ? '*' : ' ',
                                       one_line(device.name), width, one_line(device.id)));
  output.flush();
  return exit_good;
}

}  // namespace audioblocks::tool
