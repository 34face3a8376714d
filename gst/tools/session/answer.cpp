// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/answer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "gst/tools/base/json_line.h"
#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

constexpr std::array<std::string_view, 5> nanosecond_fields = {
    "block-latency", "latency-budget", "processing-p50", "processing-p99", "processing-max"};

bool is_in_nanoseconds(std::string_view name) {
  return std::ranges::find(nanosecond_fields, name) != nanosecond_fields.end();
}

bool is_in_bytes(std::string_view name) { return name.starts_with("memory-"); }

/// "1 234 567".
std::string grouped(guint64 number) {
  std::string text = fmt::format("{}", number);
  for (std::size_t end = text.size(); end > 3; end -= 3) text.insert(end - 3, 1, ' ');
  return text;
}

std::string value_text(std::string_view name, const GValue& value) {
  if (G_VALUE_HOLDS_STRING(&value)) return g_value_get_string(&value);
  if (G_VALUE_HOLDS_BOOLEAN(&value)) return g_value_get_boolean(&value) ? "yes" : "no";
  if (name == "lowest-pitch") return fixed(g_value_get_double(&value), 2) + " Hz";
  if (G_VALUE_HOLDS_DOUBLE(&value)) return fixed(g_value_get_double(&value), 4);
  if (G_VALUE_HOLDS_INT(&value)) return fmt::format("{}", g_value_get_int(&value));
  if (!G_VALUE_HOLDS_UINT64(&value)) return {};
  const guint64 number = g_value_get_uint64(&value);
  if (!is_in_nanoseconds(name)) return grouped(number) + (is_in_bytes(name) ? " bytes" : "");
  return GST_CLOCK_TIME_IS_VALID(number) ? fixed(static_cast<double>(number) / 1e6, 3) + " ms"
                                         : "unknown";
}

using Rows = std::vector<std::pair<std::string, std::string>>;

gboolean add_row(GQuark id, const GValue* value, gpointer data) {
  const char* name = g_quark_to_string(id);
  static_cast<Rows*>(data)->emplace_back(name, value_text(name, *value));
  return TRUE;
}

gboolean add_member(GQuark id, const GValue* value, gpointer data) {
  static_cast<JsonLine*>(data)->add(g_quark_to_string(id), *value);
  return TRUE;
}

}  // namespace

std::string Answer::as_text() const {
  std::string lines = text.empty() ? text : printable(text, "\n") + '\n';
  if (fields == nullptr) return lines;
  Rows rows;
  gst_structure_foreach(fields.get(), add_row, &rows);
  std::size_t width = 0;
  for (const auto& [label, value] : rows) width = std::max(width, label.size());
  lines += name + '\n';
  for (const auto& [label, value] : rows)
    lines += fmt::format("  {:<{}}{}\n", label, width + 2, value);
  return lines;
}

std::string Answer::as_json() const {
  JsonLine line;
  line.add("answer", name);
  if (!text.empty()) line.add("text", text);
  if (fields != nullptr) gst_structure_foreach(fields.get(), add_member, &line);
  return line.text();
}

}  // namespace audioblocks::tool
