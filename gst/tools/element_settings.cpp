// SPDX-License-Identifier: LGPL-2.1-or-later
#include "element_settings.h"

#include "block_size.h"
#include "property_value.h"

namespace tool {

namespace {

constexpr const char* factory_name = "audioblocks";

bool is_settable(const GParamSpec* property) {
  return (property->flags & G_PARAM_WRITABLE) != 0 &&
         (property->flags & G_PARAM_CONSTRUCT_ONLY) == 0;
}

/// What the tool itself needs: nothing lost, however slow the reader, and no messages that nobody
/// reads.
void apply_own_settings(GstElement* element) {
  gst_util_set_object_arg(G_OBJECT(element), "post-messages", "false");
  gst_util_set_object_arg(G_OBJECT(element), "overflow-policy", "wait");
}

}  // namespace

std::string ElementSettings::find_element() {
  GstElement* element = gst_element_factory_make(factory_name, nullptr);
  if (element == nullptr)
    return "GStreamer has no element audioblocks; install the plugin, or set GST_PLUGIN_PATH to "
           "its folder";
  element_.reset(GST_ELEMENT(gst_object_ref_sink(element)));
  apply_own_settings(element_.get());
  return {};
}

/// The element's own properties: not those of the base classes.
GParamSpec* ElementSettings::find_property(const std::string& name) const {
  GParamSpec* property =
      g_object_class_find_property(G_OBJECT_GET_CLASS(element_.get()), name.c_str());
  if (property == nullptr || property->owner_type != G_OBJECT_TYPE(element_.get())) return nullptr;
  return property;
}

std::string ElementSettings::property_names() const {
  guint count = 0;
  GParamSpec** properties =
      g_object_class_list_properties(G_OBJECT_GET_CLASS(element_.get()), &count);
  std::string names;
  for (guint i = 0; i < count; ++i) {
    if (properties[i]->owner_type != G_OBJECT_TYPE(element_.get()) || !is_settable(properties[i]))
      continue;
    if (!names.empty()) names += ", ";
    names += properties[i]->name;
  }
  g_free(static_cast<gpointer>(properties));
  return names;
}

std::string ElementSettings::set(const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0)
    return "--set " + assignment + " is no PROPERTY=VALUE; write, say, --set window=hann";
  const std::string name = assignment.substr(0, equals);
  const std::string text = assignment.substr(equals + 1);
  GParamSpec* property = find_property(name);
  if (property == nullptr)
    return "--set " + name + ": no such property; there are " + property_names();
  if (!is_settable(property))
    return "--set " + name + ": the property is read-only; there are " + property_names();
  ValuePtr value = read_property_value(property, text);
  if (value == nullptr)
    return "--set " + assignment + ": no such value; " + name + " takes " +
           allowed_values(property);
  if (name == "analysis-mode" && text != "inline")
    return "--set " + assignment + ": the tool reads results off the blocks; leave it inline";
  g_object_set_property(G_OBJECT(element_.get()), property->name, value.get());
  values_.emplace_back(property->name, std::move(value));
  return {};
}

std::string ElementSettings::set_block_samples(int block_samples) {
  const std::string problem = block_size_problem(element_.get(), block_samples);
  if (problem.empty()) block_samples_ = block_samples;
  return problem;
}

GstElement* ElementSettings::make_element() const {
  GstElement* element = gst_element_factory_make(factory_name, nullptr);
  if (element == nullptr) return nullptr;
  apply_own_settings(element);
  for (const auto& [name, value] : values_)
    g_object_set_property(G_OBJECT(element), name.c_str(), value.get());
  return element;
}

CapsPtr ElementSettings::block_caps() const {
  CapsPtr caps(gst_caps_new_empty_simple("audio/x-raw"));
  if (block_samples_ > 0)
    gst_caps_set_simple(caps.get(), "block-samples", G_TYPE_INT, block_samples_, nullptr);
  return caps;
}

double ElementSettings::reference_frequency() const {
  double frequency = 0.0;
  g_object_get(element_.get(), "reference-frequency", &frequency, nullptr);
  return frequency;
}

}  // namespace tool
