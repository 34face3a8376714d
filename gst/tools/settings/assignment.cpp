// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/settings/assignment.h"

#include <fmt/core.h>

#include <vector>

#include "gst/tools/base/text.h"
#include "gst/tools/settings/property_value.h"

namespace audioblocks::tool {

namespace {

bool is_settable(const GParamSpec* property) {
  return (property->flags & G_PARAM_WRITABLE) != 0 &&
         (property->flags & G_PARAM_CONSTRUCT_ONLY) == 0;
}

GParamSpec* find_property(GstElement& element, const std::string& name) {
  GParamSpec* property = g_object_class_find_property(G_OBJECT_GET_CLASS(&element), name.c_str());
  if (property == nullptr || property->owner_type != G_OBJECT_TYPE(&element)) return nullptr;
  return property;
}

std::string property_names(GstElement& element) {
  guint count = 0;
  GParamSpec** properties = g_object_class_list_properties(G_OBJECT_GET_CLASS(&element), &count);
  std::vector<std::string> names;
  for (guint i = 0; i < count; ++i)
    if (properties[i]->owner_type == G_OBJECT_TYPE(&element) && is_settable(properties[i]))
      names.emplace_back(properties[i]->name);
  g_free(static_cast<gpointer>(properties));
  return joined(names, ", ");
}

}  // namespace

Assignment read_assignment(GstElement& element, const std::string& name, const std::string& text) {
  Assignment read;
  GParamSpec* property = find_property(element, name);
  if (property == nullptr) {
    read.problem =
        fmt::format("{}: no such property; choose from {}", name, property_names(element));
    return read;
  }
  if (!is_settable(property)) {
    read.problem =
        fmt::format("{}: the property is read-only; choose from {}", name, property_names(element));
    return read;
  }
  ValuePtr value = read_property_value(property, text);
  if (value == nullptr) {
    read.problem =
        fmt::format("{0}={1}: no such value; {0} takes {2}", name, text, allowed_values(property));
    return read;
  }
  if (name == "analysis-mode" && text != "inline") {
    read.problem = fmt::format("{}={}: the tool reads the results from the blocks; leave it inline",
                               name, text);
    return read;
  }
  read.property = property;
  read.value = std::move(value);
  return read;
}

}  // namespace audioblocks::tool
