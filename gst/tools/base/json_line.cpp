// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/base/json_line.h"

#include <fmt/core.h>

#include <string_view>

#include "gst/base/gst_ptr.h"
#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

/// Control characters, which occur only in strings, as \uNNNN: the generator escapes those of ASCII
/// alone.
std::string with_escaped_controls(std::string_view json) {
  std::string text;
  for (std::size_t i = 0; i < json.size();) {
    const char* next = g_utf8_next_char(json.data() + i);
    const auto length = static_cast<std::size_t>(next - (json.data() + i));
    const gunichar character = g_utf8_get_char(json.data() + i);
    if (is_control(character))
      text += fmt::format("\\u{:04x}", character);
    else
      text += json.substr(i, length);
    i += length;
  }
  return text;
}

}  // namespace

JsonLine::JsonLine() : object_(json_object_new()) {}

JsonLine::~JsonLine() { json_object_unref(object_); }

void JsonLine::add(const char* name, const std::string& text) {
  json_object_set_string_member(object_, name, utf8_text(text).c_str());
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
      add(name, g_value_get_boolean(&value) != FALSE);
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
  return with_escaped_controls(line.get()) + '\n';
}

}  // namespace audioblocks::tool
