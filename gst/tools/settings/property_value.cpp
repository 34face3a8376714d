// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/settings/property_value.h"

#include <gst/gst.h>

#include <charconv>
#include <cmath>
#include <vector>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

bool read_signed(const std::string& text, gint64 min, gint64 max, gint64& number) {
  return g_ascii_string_to_signed(text.c_str(), 10, min, max, &number, nullptr) != FALSE;
}

bool read_unsigned(const std::string& text, guint64 max, guint64& number) {
  return g_ascii_string_to_unsigned(text.c_str(), 10, 0, max, &number, nullptr) != FALSE;
}

bool read_double(const std::string& text, double& number) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end && std::isfinite(number);
}

/// GStreamer's own reading of numbers wraps what is too large and takes "" for 0; so numbers are
/// read here, and only names by GStreamer.
bool read_by_type(GParamSpec* property, const std::string& text, GValue* value) {
  gint64 integer = 0;
  guint64 natural = 0;
  double real = 0.0;
  switch (G_PARAM_SPEC_VALUE_TYPE(property)) {
    case G_TYPE_INT:
      if (!read_signed(text, G_MININT, G_MAXINT, integer)) return false;
      g_value_set_int(value, static_cast<gint>(integer));
      return true;
    case G_TYPE_UINT:
      if (!read_unsigned(text, G_MAXUINT, natural)) return false;
      g_value_set_uint(value, static_cast<guint>(natural));
      return true;
    case G_TYPE_INT64:
      if (!read_signed(text, G_MININT64, G_MAXINT64, integer)) return false;
      g_value_set_int64(value, integer);
      return true;
    case G_TYPE_UINT64:
      if (!read_unsigned(text, G_MAXUINT64, natural)) return false;
      g_value_set_uint64(value, natural);
      return true;
    case G_TYPE_DOUBLE:
      if (!read_double(text, real)) return false;
      g_value_set_double(value, real);
      return true;
    default:
      return gst_value_deserialize_with_pspec(value, text.c_str(), property) != FALSE;
  }
}

std::string range(const std::string& min, const std::string& max) { return min + " to " + max; }

/// "a, b or c".
std::string listed(const std::vector<std::string>& names, const std::string& last_join) {
  std::string list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) list += i + 1 == names.size() ? last_join : ", ";
    list += names[i];
  }
  return list;
}

std::string enum_nicks(GEnumClass* type) {
  std::vector<std::string> nicks;
  nicks.reserve(type->n_values);
  for (guint i = 0; i < type->n_values; ++i) nicks.emplace_back(type->values[i].value_nick);
  return listed(nicks, " or ");
}

/// Of those of the flags that are set.
std::vector<std::string> flags_nicks(GFlagsClass* type, guint flags) {
  std::vector<std::string> nicks;
  for (guint i = 0; i < type->n_values; ++i)
    if ((type->values[i].value & flags) != 0) nicks.emplace_back(type->values[i].value_nick);
  return nicks;
}

/// What stands for no flag at all.
std::string no_flags(GFlagsClass* type) {
  const GFlagsValue* none = g_flags_get_first_value(type, 0);
  return none != nullptr ? none->value_nick : "0";
}

std::string flags_text(const GValue& value) {
  auto* type = static_cast<GFlagsClass*>(g_type_class_peek(G_VALUE_TYPE(&value)));
  std::string text;
  for (const std::string& nick : flags_nicks(type, g_value_get_flags(&value)))
    text += (text.empty() ? "" : "+") + nick;
  return text.empty() ? no_flags(type) : text;
}

}  // namespace

ValuePtr read_property_value(GParamSpec* property, const std::string& text) {
  ValuePtr value(g_new0(GValue, 1));
  g_value_init(value.get(), G_PARAM_SPEC_VALUE_TYPE(property));
  if (!G_TYPE_IS_FUNDAMENTAL(G_PARAM_SPEC_VALUE_TYPE(property)) && text.empty()) return nullptr;
  if (!read_by_type(property, text, value.get())) return nullptr;
  // TRUE says that it had to be changed to fit.
  if (g_param_value_validate(property, value.get())) return nullptr;
  return value;
}

std::string property_text(const GValue& value) {
  if (G_VALUE_HOLDS_DOUBLE(&value)) return shortest(g_value_get_double(&value));
  if (G_VALUE_HOLDS_FLAGS(&value)) return flags_text(value);
  return CharPtr(gst_value_serialize(&value)).get();
}

std::string allowed_values(GParamSpec* property) {
  if (G_IS_PARAM_SPEC_BOOLEAN(property)) return "true or false";
  if (G_IS_PARAM_SPEC_INT(property))
    return range(std::to_string(G_PARAM_SPEC_INT(property)->minimum),
                 std::to_string(G_PARAM_SPEC_INT(property)->maximum));
  if (G_IS_PARAM_SPEC_UINT(property))
    return range(std::to_string(G_PARAM_SPEC_UINT(property)->minimum),
                 std::to_string(G_PARAM_SPEC_UINT(property)->maximum));
  if (G_IS_PARAM_SPEC_INT64(property))
    return range(std::to_string(G_PARAM_SPEC_INT64(property)->minimum),
                 std::to_string(G_PARAM_SPEC_INT64(property)->maximum));
  if (G_IS_PARAM_SPEC_UINT64(property))
    return range(std::to_string(G_PARAM_SPEC_UINT64(property)->minimum),
                 std::to_string(G_PARAM_SPEC_UINT64(property)->maximum));
  if (G_IS_PARAM_SPEC_DOUBLE(property))
    return range(shortest(G_PARAM_SPEC_DOUBLE(property)->minimum),
                 shortest(G_PARAM_SPEC_DOUBLE(property)->maximum));
  if (G_IS_PARAM_SPEC_ENUM(property)) return enum_nicks(G_PARAM_SPEC_ENUM(property)->enum_class);
  if (G_IS_PARAM_SPEC_FLAGS(property)) {
    GFlagsClass* type = G_PARAM_SPEC_FLAGS(property)->flags_class;
    return listed(flags_nicks(type, type->mask), " and ") + ", joined by +, or " + no_flags(type);
  }
  return std::string("a value of type ") + g_type_name(G_PARAM_SPEC_VALUE_TYPE(property));
}

}  // namespace audioblocks::tool
