// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/json_line.h"

#include "gst/base/gst_ptr.h"

namespace audioblocks::tool {

JsonLine::JsonLine() : object_(json_object_new()) {}

JsonLine::~JsonLine() { json_object_unref(object_); }

void JsonLine::add(const char* name, const std::string& text) {
  const CharPtr valid(g_utf8_make_valid(text.c_str(), -1));
  json_object_set_string_member(object_, name, valid.get());
}

void JsonLine::add(const char* name, double value) {
  json_object_set_double_member(object_, name, value);
}

void JsonLine::add(const char* name, std::uint64_t value) {
  json_object_set_int_member(object_, name, static_cast<gint64>(value));
}

void JsonLine::add(const char* name, const GValue& value) {
  switch (G_VALUE_TYPE(&value)) {
    case G_TYPE_DOUBLE:
      add(name, g_value_get_double(&value));
      break;
    case G_TYPE_BOOLEAN:
      json_object_set_boolean_member(object_, name, g_value_get_boolean(&value));
      break;
    case G_TYPE_STRING:
      json_object_set_string_member(object_, name, g_value_get_string(&value));
      break;
    case G_TYPE_INT:
      json_object_set_int_member(object_, name, g_value_get_int(&value));
      break;
    case G_TYPE_UINT64:
      if (GST_CLOCK_TIME_IS_VALID(g_value_get_uint64(&value)))
        add(name, std::uint64_t{g_value_get_uint64(&value)});
      else
        json_object_set_null_member(object_, name);
      break;
    default:
      break;
  }
}

void JsonLine::take(const char* name, JsonNode* node) {
  json_object_set_member(object_, name, node);
}

std::string JsonLine::text() const {
  JsonNode* root = json_node_new(JSON_NODE_OBJECT);
  json_node_set_object(root, object_);
  JsonGenerator* generator = json_generator_new();
  json_generator_set_root(generator, root);
  const CharPtr line(json_generator_to_data(generator, nullptr));
  g_object_unref(generator);
  json_node_unref(root);
  return std::string(line.get()) + '\n';
}

}  // namespace audioblocks::tool
