// SPDX-License-Identifier: LGPL-2.1-or-later
#include "json_writer.h"

#include <cstring>

#include "gst_ptr.h"

namespace tool {

namespace {

struct ObjectBuilder {
  const Block& block;
  JsonObject* object;
};

void add_integer(JsonObject* object, const char* name, std::uint64_t value) {
  json_object_set_int_member(object, name, static_cast<gint64>(value));
}

/// False for a type that has no place in a line of JSON.
bool add_value(JsonObject* object, const char* name, const GValue* value) {
  switch (G_VALUE_TYPE(value)) {
    case G_TYPE_DOUBLE:
      json_object_set_double_member(object, name, g_value_get_double(value));
      return true;
    case G_TYPE_BOOLEAN:
      json_object_set_boolean_member(object, name, g_value_get_boolean(value));
      return true;
    case G_TYPE_STRING:
      json_object_set_string_member(object, name, g_value_get_string(value));
      return true;
    case G_TYPE_INT:
      json_object_set_int_member(object, name, g_value_get_int(value));
      return true;
    case G_TYPE_UINT64:
      if (GST_CLOCK_TIME_IS_VALID(g_value_get_uint64(value)))
        add_integer(object, name, g_value_get_uint64(value));
      else
        json_object_set_null_member(object, name);
      return true;
    default:
      return false;
  }
}

gboolean add_field(GQuark id, const GValue* value, gpointer user_data) {
  const auto& builder = *static_cast<const ObjectBuilder*>(user_data);
  const char* name = g_quark_to_string(id);
  // The element counts from its last anchor, the tool from the start of the file.
  if (std::strcmp(name, "block-index") == 0)
    add_integer(builder.object, name, builder.block.index);
  else if (std::strcmp(name, "start-sample") == 0)
    add_integer(builder.object, name, builder.block.start_sample);
  else
    add_value(builder.object, name, value);
  return TRUE;
}

}  // namespace

JsonWriter::JsonWriter(Output& output, bool with_file)
    : output_(output), with_file_(with_file), generator_(json_generator_new()) {}

JsonWriter::~JsonWriter() { g_object_unref(generator_); }

void JsonWriter::begin_file(const std::string& name) {
  const CharPtr valid(g_utf8_make_valid(name.c_str(), -1));
  name_ = valid.get();
}

void JsonWriter::block(const Block& block) {
  JsonNode* root = json_node_new(JSON_NODE_OBJECT);
  JsonObject* object = json_object_new();
  if (with_file_) json_object_set_string_member(object, "file", name_.c_str());
  ObjectBuilder builder{block, object};
  gst_structure_foreach(block.fields, add_field, &builder);
  json_node_take_object(root, object);
  json_generator_set_root(generator_, root);
  const CharPtr line(json_generator_to_data(generator_, nullptr));
  json_node_unref(root);
  output_.write(std::string(line.get()) + '\n');
}

void JsonWriter::end_file(const StreamFormat&) {}

}  // namespace tool
