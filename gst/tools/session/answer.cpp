// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/session/answer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <span>
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

using Row = std::pair<std::string, std::string>;
using Rows = std::vector<Row>;

/// What is looked for first: whether the machine keeps up, and what was lost.
constexpr std::array<std::string_view, 9> first_fields = {
    "load",           "processing-p50", "processing-p99",
    "processing-max", "overruns",       "evicted-results",
    "blocks-skipped", "dropped-blocks", "discontinuities"};

/// More do not fit a terminal of 24 lines, beside the prompt and the tuner.
constexpr std::size_t most_lines = 22;
constexpr std::size_t gap = 2;

gboolean add_row(GQuark id, const GValue* value, gpointer data) {
  const char* name = g_quark_to_string(id);
  static_cast<Rows*>(data)->emplace_back(name, value_text(name, *value));
  return TRUE;
}

/// Labels and values below each other.
class Column {
 public:
  explicit Column(std::span<const Row> rows) : rows_(rows) {
    for (const auto& [label, value] : rows) {
      label_width_ = std::max(label_width_, label.size());
      value_width_ = std::max(value_width_, value.size());
    }
  }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] std::size_t width() const { return 2 * gap + label_width_ + value_width_; }
  [[nodiscard]] std::string line(std::size_t index, bool is_padded) const {
    const auto& [label, value] = rows_[index];
    return fmt::format("{0:{1}}{2:<{3}}{0:{1}}{4:<{5}}", "", gap, label, label_width_, value,
                       is_padded ? value_width_ : 0);
  }

 private:
  std::span<const Row> rows_;
  std::size_t label_width_ = 0;
  std::size_t value_width_ = 0;
};

/// `right` is at most as long as `left`.
std::string side_by_side(const Column& left, const Column& right) {
  std::string lines;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const bool has_right = i < right.size();
    lines += left.line(i, has_right) + (has_right ? right.line(i, false) : std::string()) + '\n';
  }
  return lines;
}

gboolean add_member(GQuark id, const GValue* value, gpointer data) {
  static_cast<JsonLine*>(data)->add(g_quark_to_string(id), *value);
  return TRUE;
}

}  // namespace

std::string Answer::as_text(std::size_t columns) const {
  std::string lines = text.empty() ? text : printable(text, "\n") + '\n';
  if (fields == nullptr) return lines;
  Rows rows;
  gst_structure_foreach(fields.get(), add_row, &rows);
  std::ranges::stable_sort(rows, {}, [](const Row& row) {
    return std::ranges::find(first_fields, row.first) - first_fields.begin();
  });
  lines += name + '\n';
  const std::size_t half = (rows.size() + 1) / 2;
  const std::span<const Row> all(rows);
  const Column left(all.first(half));
  const Column right(all.subspan(half));
  if (rows.size() <= most_lines || left.width() + right.width() > columns)
    return lines + side_by_side(Column(all), Column({}));
  return lines + side_by_side(left, right);
}

std::string Answer::as_json() const {
  JsonLine line;
  line.add("answer", name);
  if (!text.empty()) line.add("text", text);
  if (fields != nullptr) gst_structure_foreach(fields.get(), add_member, &line);
  return line.text();
}

}  // namespace audioblocks::tool
