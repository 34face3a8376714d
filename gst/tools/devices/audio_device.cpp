// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/devices/audio_device.h"

namespace audioblocks::tool {

namespace {

std::string text_of(const GstStructure& structure, const char* field) {
  const char* text = gst_structure_get_string(&structure, field);
  return text != nullptr ? text : "";
}

bool flag_of(const GstStructure& structure, const char* field) {
  gboolean flag = FALSE;
  return gst_structure_get_boolean(&structure, field, &flag) != FALSE && flag != FALSE;
}

/// False for a property of every element, for one that cannot be set later, and for one whose value
/// has no text.
bool describes_device(const GParamSpec& property) {
  return property.owner_type != GST_TYPE_OBJECT && property.owner_type != GST_TYPE_ELEMENT &&
         (property.flags & G_PARAM_READWRITE) == G_PARAM_READWRITE &&
         (property.flags & G_PARAM_CONSTRUCT_ONLY) == 0 && !G_IS_PARAM_SPEC_OBJECT(&property) &&
         !G_IS_PARAM_SPEC_POINTER(&property);
}

/// Adds the property unless `fresh`, another element of the kind, has the same value: the default
/// that a property declares is not always the one that it begins with.
void add_if_set(GstStructure& description, GstElement& element, GstElement& fresh,
                GParamSpec& property) {
  GValue value = G_VALUE_INIT;
  GValue initial = G_VALUE_INIT;
  g_value_init(&value, property.value_type);
  g_value_init(&initial, property.value_type);
  g_object_get_property(G_OBJECT(&element), property.name, &value);
  g_object_get_property(G_OBJECT(&fresh), property.name, &initial);
  if (g_param_values_cmp(&property, &value, &initial) != 0)
    gst_structure_set_value(&description, property.name, &value);
  g_value_unset(&initial);
  g_value_unset(&value);
}

ObjectPtr<GstElement> owned(GstElement* floating) {
  return ObjectPtr<GstElement>(floating != nullptr ? GST_ELEMENT(gst_object_ref_sink(floating))
                                                   : nullptr);
}

StructurePtr description_of(GstElement& element) {
  GstElementFactory* factory = gst_element_get_factory(&element);
  const ObjectPtr<GstElement> fresh =
      owned(factory != nullptr ? gst_element_factory_create(factory, nullptr) : nullptr);
  if (fresh == nullptr) return nullptr;
  StructurePtr description(gst_structure_new_empty(GST_OBJECT_NAME(factory)));
  guint count = 0;
  GParamSpec** properties = g_object_class_list_properties(G_OBJECT_GET_CLASS(&element), &count);
  for (guint i = 0; i < count; ++i)
    if (describes_device(*properties[i])) add_if_set(*description, element, *fresh, *properties[i]);
  g_free(static_cast<gpointer>(properties));
  return description;
}

/// The element's property `device`, or what PipeWire calls its node.
std::string id_of(const GstStructure& element, const GstStructure* properties) {
  std::string id = text_of(element, "device");
  if (id.empty() && properties != nullptr) id = text_of(*properties, "node.name");
  return id;
}

}  // namespace

std::optional<AudioDevice> describe(GstDevice& device) {
  const ObjectPtr<GstElement> element = owned(gst_device_create_element(&device, nullptr));
  if (element == nullptr || !GST_OBJECT_FLAG_IS_SET(element.get(), GST_ELEMENT_FLAG_SOURCE))
    return {};
  AudioDevice described;
  described.element = description_of(*element);
  if (described.element == nullptr) return {};
  const CharPtr name(gst_device_get_display_name(&device));
  if (name != nullptr) described.name = name.get();
  const StructurePtr properties(gst_device_get_properties(&device));
  described.id = id_of(*described.element, properties.get());
  described.is_default = properties != nullptr && flag_of(*properties, "is-default");
  return described;
}

GstElement* make_element(const AudioDevice& device) {
  GstElement* element =
      gst_element_factory_make(gst_structure_get_name(device.element.get()), nullptr);
  if (element == nullptr) return nullptr;
  for (int i = 0; i < gst_structure_n_fields(device.element.get()); ++i) {
    const char* property =
        gst_structure_nth_field_name(device.element.get(), static_cast<guint>(i));
    g_object_set_property(G_OBJECT(element), property,
                          gst_structure_get_value(device.element.get(), property));
  }
  return element;
}

std::string line_of(const AudioDevice& device) {
  const StructurePtr fields(gst_structure_new(
      "device", "name", G_TYPE_STRING, device.name.c_str(), "id", G_TYPE_STRING, device.id.c_str(),
      "is-default", G_TYPE_BOOLEAN, device.is_default ? TRUE : FALSE, "element", GST_TYPE_STRUCTURE,
      device.element.get(), nullptr));
  const CharPtr line(gst_structure_to_string(fields.get()));
  return line.get();
}

std::optional<AudioDevice> device_from_line(const std::string& line) {
  const StructurePtr fields(gst_structure_from_string(line.c_str(), nullptr));
  GstStructure* element = nullptr;
  if (fields == nullptr ||
      !gst_structure_get(fields.get(), "element", GST_TYPE_STRUCTURE, &element, nullptr))
    return {};
  AudioDevice device;
  device.element.reset(element);
  device.name = text_of(*fields, "name");
  device.id = text_of(*fields, "id");
  device.is_default = flag_of(*fields, "is-default");
  return device;
}

}  // namespace audioblocks::tool
