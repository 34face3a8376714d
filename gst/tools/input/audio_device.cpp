// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/audio_device.h"

#include <fmt/core.h>

#include <algorithm>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

/// A device's id is a property of the element that opens it.
std::string id_of(GstDevice& device) {
  GstElement* floating = gst_device_create_element(&device, nullptr);
  if (floating == nullptr) return {};
  const ObjectPtr<GstElement> element(GST_ELEMENT(gst_object_ref_sink(floating)));
  GParamSpec* property = g_object_class_find_property(G_OBJECT_GET_CLASS(floating), "device");
  if (property == nullptr || !G_IS_PARAM_SPEC_STRING(property)) return {};
  char* id = nullptr;
  g_object_get(floating, "device", &id, nullptr);
  const CharPtr owned(id);
  return id != nullptr ? id : "";
}

AudioDevice described(GstDevice* device) {
  AudioDevice described;
  described.device.reset(device);
  const CharPtr name(gst_device_get_display_name(device));
  if (name != nullptr) described.name = name.get();
  described.id = id_of(*device);
  const StructurePtr properties(gst_device_get_properties(device));
  gboolean is_default = FALSE;
  if (properties != nullptr) gst_structure_get_boolean(properties.get(), "is-default", &is_default);
  described.is_default = is_default != FALSE;
  return described;
}

std::string folded(const std::string& text) {
  const CharPtr valid(g_utf8_make_valid(text.c_str(), -1));
  const CharPtr folded(g_utf8_casefold(valid.get(), -1));
  return folded.get();
}

/// The devices that `wanted` may mean: the one with exactly that name or id, else all whose names
/// contain it.
std::vector<AudioDevice*> matching(std::vector<AudioDevice>& devices, const std::string& wanted) {
  const auto exact = std::ranges::find_if(devices, [&wanted](const AudioDevice& device) {
    return device.name == wanted || device.id == wanted;
  });
  if (exact != devices.end()) return {&*exact};
  const std::string part = folded(wanted);
  std::vector<AudioDevice*> found;
  for (AudioDevice& device : devices)
    if (folded(device.name).find(part) != std::string::npos) found.push_back(&device);
  return found;
}

std::string names_of(const std::vector<AudioDevice*>& devices) {
  std::vector<std::string> names;
  names.reserve(devices.size());
  for (const AudioDevice* device : devices) names.push_back(fmt::format("\"{}\"", device->name));
  return joined(names, ", ");
}

std::string choice_problem(const std::vector<AudioDevice*>& found) {
  if (found.empty()) return "there is no such audio device; --list-devices lists the devices";
  return fmt::format("{} audio devices match; give the whole name of one: {}", found.size(),
                     names_of(found));
}

}  // namespace

std::vector<AudioDevice> find_devices() {
  const ObjectPtr<GstDeviceMonitor> monitor(gst_device_monitor_new());
  std::vector<AudioDevice> devices;
  gst_device_monitor_add_filter(monitor.get(), "Audio/Source", nullptr);
  if (!gst_device_monitor_start(monitor.get())) return devices;
  GList* list = gst_device_monitor_get_devices(monitor.get());
  for (GList* item = list; item != nullptr; item = item->next)
    devices.push_back(described(GST_DEVICE(item->data)));
  g_list_free(list);
  gst_device_monitor_stop(monitor.get());
  std::ranges::stable_partition(devices, &AudioDevice::is_default);
  return devices;
}

std::string no_device_problem() {
  return "there is no audio device here; plug one in, start the sound server, or try --test-tone "
         "440, which needs none";
}

InputSource open_device(const std::string& wanted) {
  InputSource source;
  source.name = "--device" + (wanted.empty() ? "" : '=' + wanted);
  std::vector<AudioDevice> devices = find_devices();
  if (devices.empty()) {
    source.problem = no_device_problem();
    return source;
  }
  const std::vector<AudioDevice*> found =
      wanted.empty() ? std::vector<AudioDevice*>{&devices.front()} : matching(devices, wanted);
  if (found.size() != 1) {
    source.problem = choice_problem(found);
    return source;
  }
  source.name = found.front()->name;
  source.take(gst_device_create_element(found.front()->device.get(), nullptr));
  return source;
}

}  // namespace audioblocks::tool
