// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/command_line/csv_column.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

/// By CsvColumn.
constexpr std::array<const char*, 14> names = {
    "block_index",       "start_sample", "timestamp_ns", "rms_db", "peak_db", "frequency_hz",
    "clarity",           "voiced",       "note",         "cents",  "time_s",  "peak_frequency_hz",
    "peak_magnitude_db", "centroid_hz"};

/// The columns after it come on request.
constexpr CsvColumn last_usual = CsvColumn::time;

}  // namespace

const char* name_of(CsvColumn column) { return names.at(static_cast<std::size_t>(column)); }

std::vector<CsvColumn> usual_columns() {
  std::vector<CsvColumn> columns;
  for (std::size_t i = 0; i <= static_cast<std::size_t>(last_usual); ++i)
    columns.push_back(static_cast<CsvColumn>(i));
  return columns;
}

std::string column_names(std::string_view separator) {
  return joined({names.begin(), names.end()}, separator);
}

std::optional<std::vector<CsvColumn>> read_columns(std::string_view text) {
  std::vector<CsvColumn> columns;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const auto* const found = std::ranges::find(names, text.substr(begin, end - begin));
    if (found == names.end()) return std::nullopt;
    columns.push_back(static_cast<CsvColumn>(found - names.begin()));
    begin = end + 1;
  }
  return columns;
}

}  // namespace audioblocks::tool
