// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/settings/property_value.h"

#include <fmt/core.h>
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

/// Numbers are read here, and only names by GStreamer, which wraps numbers that are too large and
/// reads "" as 0.
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

template <typename Property>
std::string range_of(const Property& property) {
  return fmt::format("{} to {}", property.minimum, property.maximum);
}

/// "a, b or c".
std::string listed(std::vector<std::string> names, const std::string& last_separator) {
  const std::string last = names.back();
  names.pop_back();
  return names.empty() ? last : joined(names, ", ") + last_separator + last;
}

std::string enum_nicks(GEnumClass* type) {
  std::vector<std::string> nicks;
  nicks.reserve(type->n_values);
  for (guint i = 0; i < type->n_values; ++i) nicks.emplace_back(type->values[i].value_nick);
  return listed(nicks, " or ");
}

/// The nicks of the flags that are set.
std::vector<std::string> flags_nicks(GFlagsClass* type, guint flags) {
  std::vector<std::string> nicks;
  for (guint i = 0; i < type->n_values; ++i)
    if ((type->values[i].value & flags) != 0) nicks.emplace_back(type->values[i].value_nick);
  return nicks;
}

/// The text for no flag at all.
std::string no_flags(GFlagsClass* type) {
  const GFlagsValue* none = g_flags_get_first_value(type, 0);
  return none != nullptr ? none->value_nick : "0";
}

std::string flags_text(const GValue& value) {
  auto* type = static_cast<GFlagsClass*>(g_type_class_peek(G_VALUE_TYPE(&value)));
  const std::vector<std::string> nicks = flags_nicks(type, g_value_get_flags(&value));
  return nicks.empty() ? no_flags(type) : joined(nicks, "+");
}

}  // namespace

ValuePtr read_property_value(GParamSpec* property, const std::string& text) {
  ValuePtr value(g_new0(GValue, 1));
  g_value_init(value.get(), G_PARAM_SPEC_VALUE_TYPE(property));
  if (!G_TYPE_IS_FUNDAMENTAL(G_PARAM_SPEC_VALUE_TYPE(property)) && text.empty()) return nullptr;
  if (!read_by_type(property, text, value.get())) return nullptr;
  // TRUE means that the value had to be changed to be valid.
  if (g_param_value_validate(property, value.get())) return nullptr;
  return value;
}

std::string property_text(const GValue& value) {
  if (G_VALUE_HOLDS_DOUBLE(&value)) return fmt::format("{}", g_value_get_double(&value));
  if (G_VALUE_HOLDS_FLAGS(&value)) return flags_text(value);
  return CharPtr(gst_value_serialize(&value)).get();
}

std::string allowed_values(GParamSpec* property) {
  if (G_IS_PARAM_SPEC_BOOLEAN(property)) return "true or false";
  if (G_IS_PARAM_SPEC_INT(property)) return range_of(*G_PARAM_SPEC_INT(property));
  if (G_IS_PARAM_SPEC_UINT(property)) return range_of(*G_PARAM_SPEC_UINT(property));
  if (G_IS_PARAM_SPEC_INT64(property)) return range_of(*G_PARAM_SPEC_INT64(property));
  if (G_IS_PARAM_SPEC_UINT64(property)) return range_of(*G_PARAM_SPEC_UINT64(property));
  if (G_IS_PARAM_SPEC_DOUBLE(property)) return range_of(*G_PARAM_SPEC_DOUBLE(property));
  if (G_IS_PARAM_SPEC_ENUM(property)) return enum_nicks(G_PARAM_SPEC_ENUM(property)->enum_class);
  if (G_IS_PARAM_SPEC_FLAGS(property)) {
    GFlagsClass* type = G_PARAM_SPEC_FLAGS(property)->flags_class;
    return fmt::format("{}, joined by +, or {}", listed(flags_nicks(type, type->mask), " and "),
                       no_flags(type));
  }
  return fmt::format("a value of type {}", g_type_name(G_PARAM_SPEC_VALUE_TYPE(property)));
}

}  // namespace audioblocks::tool
