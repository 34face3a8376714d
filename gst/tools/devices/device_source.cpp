// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/devices/device_source.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "gst/tools/base/report.h"
#include "gst/tools/base/text.h"
#include "gst/tools/devices/device_search.h"
#include "gst/tools/terminal/interruption.h"

namespace audioblocks::tool {

namespace {

std::string folded(const std::string& text) {
  const CharPtr valid(g_utf8_make_valid(text.c_str(), -1));
  const CharPtr folded(g_utf8_casefold(valid.get(), -1));
  return folded.get();
}

/// The devices that `wanted` may mean: the one with exactly that name or id, else all whose names
/// contain it.
std::vector<const AudioDevice*> matching(const std::vector<AudioDevice>& devices,
                                         const std::string& wanted) {
  const auto exact = std::ranges::find_if(devices, [&wanted](const AudioDevice& device) {
    return device.name == wanted || device.id == wanted;
  });
  if (exact != devices.end()) return {&*exact};
  const std::string part = folded(wanted);
  std::vector<const AudioDevice*> found;
  for (const AudioDevice& device : devices)
    if (folded(device.name).find(part) != std::string::npos) found.push_back(&device);
  return found;
}

std::string names_of(const std::vector<const AudioDevice*>& devices) {
  std::vector<std::string> names;
  names.reserve(devices.size());
  for (const AudioDevice* device : devices) names.push_back(fmt::format("\"{}\"", device->name));
  return joined(names, ", ");
}

std::string choice_problem(const std::vector<const AudioDevice*>& found) {
  if (found.empty()) return "there is no such audio device; --list-devices lists the devices";
  return fmt::format("{} audio devices match; give the whole name of one: {}", found.size(),
                     names_of(found));
}

/// An element that can open its device; nullptr if it cannot. JACK has no device to choose: its
/// clients are connected by hand, and a try may write to standard error.
ObjectPtr<GstElement> opened(GstElementFactory& factory) {
  if (GST_OBJECT_NAME(&factory) == std::string_view("jackaudiosrc")) return nullptr;
  GstElement* floating = gst_element_factory_create(&factory, nullptr);
  if (floating == nullptr) return nullptr;
  ObjectPtr<GstElement> element(GST_ELEMENT(gst_object_ref_sink(floating)));
  const bool opens = gst_element_set_state(floating, GST_STATE_READY) != GST_STATE_CHANGE_FAILURE;
  // The session opens it again; a signal may end the program before.
  gst_element_set_state(floating, GST_STATE_NULL);
  if (!opens) element.reset();
  return element;
}

/// Holds the element with a filter for PipeWire's usual rate behind it: where it may choose any,
/// the pipewiresrc of 1.4 chooses 1 Hz.
ObjectPtr<GstElement> with_rate(ObjectPtr<GstElement> element) {
  GstElement* filter = gst_element_factory_make("capsfilter", nullptr);
  if (filter == nullptr) return nullptr;
  const CapsPtr caps(gst_caps_new_simple("audio/x-raw", "rate", G_TYPE_INT, 48000, nullptr));
  g_object_set(filter, "caps", caps.get(), nullptr);
  ObjectPtr<GstElement> bin(GST_ELEMENT(gst_object_ref_sink(gst_bin_new(nullptr))));
  gst_bin_add_many(GST_BIN(bin.get()), element.get(), filter, nullptr);
  gst_element_link(element.get(), filter);
  const ObjectPtr<GstPad> pad(gst_element_get_static_pad(filter, "src"));
  gst_element_add_pad(bin.get(), gst_ghost_pad_new("src", pad.get()));
  return bin;
}

bool takes_any_caps(GstElement& element) {
  const ObjectPtr<GstPad> pad(gst_element_get_static_pad(&element, "src"));
  if (pad == nullptr) return false;
  const CapsPtr caps(gst_pad_get_pad_template_caps(pad.get()));
  return gst_caps_is_any(caps.get()) != FALSE;
}

void take_device(InputSource& source, ObjectPtr<GstElement> element) {
  source.element = takes_any_caps(*element) ? with_rate(std::move(element)) : std::move(element);
  if (source.element == nullptr) source.take(nullptr);
}

}  // namespace

InputSource open_default_device() {
  InputSource source;
  source.name = "default audio device";
  // A source of a lower rank may open where there is no device.
  GList* factories = gst_element_factory_list_get_elements(
      GST_ELEMENT_FACTORY_TYPE_SRC | GST_ELEMENT_FACTORY_TYPE_MEDIA_AUDIO, GST_RANK_PRIMARY);
  factories = g_list_sort(factories, gst_plugin_feature_rank_compare_func);
  ObjectPtr<GstElement> element;
  for (const GList* item = factories;
       item != nullptr && element == nullptr && Interruption::signal() == 0; item = item->next)
    element = opened(*GST_ELEMENT_FACTORY(item->data));
  gst_plugin_feature_list_free(factories);
  if (element == nullptr)
    source.problem = no_device_problem();
  else
    take_device(source, std::move(element));
  return source;
}

InputSource open_device(const std::string& wanted) {
  InputSource source;
  source.name = "--device=" + wanted;
  const DeviceSearch search = find_devices();
  if (!search.warning.empty()) report(source.name, search.warning);
  source.problem = search.problem;
  if (!source.problem.empty()) return source;
  const std::vector<const AudioDevice*> found = matching(search.devices, wanted);
  if (found.size() != 1) {
    source.problem = choice_problem(found);
    return source;
  }
  source.name = found.front()->name;
  source.take(make_element(*found.front()));
  if (source.element != nullptr) take_device(source, std::move(source.element));
  return source;
}

}  // namespace audioblocks::tool
