// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace audioblocks::tool {

/// What a column of --csv holds.
enum class CsvColumn {
  block_index,
  start_sample,
  timestamp,
  rms,
  peak,
  frequency,
  clarity,
  voiced,
  note,
  cents,
  time,
  peak_frequency,
  peak_magnitude,
  centroid
};

/// As in the header line.
const char* name_of(CsvColumn column);

/// Those of --csv without --columns, in their order.
std::vector<CsvColumn> usual_columns();

/// The names of all columns, with the separator between them.
std::string column_names(std::string_view separator);

/// Reads names separated by commas. No value if one is unknown, or if there is none.
std::optional<std::vector<CsvColumn>> read_columns(std::string_view text);

}  // namespace audioblocks::tool
