// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/csv_writer.h"

#include <fmt/core.h>

#include <optional>
#include <utility>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

constexpr int db_digits = 3;
constexpr int frequency_digits = 3;
constexpr int clarity_digits = 4;
constexpr int cents_digits = 2;
constexpr int time_digits = 6;

std::string number_cell(const std::optional<double>& value, int digits) {
  return value ? fixed(*value, digits) : std::string();
}

std::optional<double> field(const Block& block, const char* name) {
  double value = 0.0;
  if (gst_structure_get_double(block.fields, name, &value) == FALSE) return std::nullopt;
  return value;
}

std::string pitch_cell(const Pitch& pitch, CsvColumn column) {
  switch (column) {
    case CsvColumn::frequency:
      return fixed(pitch.frequency, frequency_digits);
    case CsvColumn::clarity:
      return fixed(pitch.clarity, clarity_digits);
    case CsvColumn::voiced:
      return pitch.voiced ? "1" : "0";
    case CsvColumn::note:
      return pitch.note;
    default:
      return fixed(pitch.cents, cents_digits);
  }
}

std::string cell(const Block& block, CsvColumn column) {
  switch (column) {
    case CsvColumn::block_index:
      return fmt::format("{}", block.index);
    case CsvColumn::start_sample:
      return fmt::format("{}", block.start_sample);
    case CsvColumn::timestamp:
      return GST_CLOCK_TIME_IS_VALID(block.timestamp) ? fmt::format("{}", block.timestamp)
                                                      : std::string();
    case CsvColumn::rms:
      return number_cell(block.rms, db_digits);
    case CsvColumn::peak:
      return number_cell(block.peak, db_digits);
    case CsvColumn::time:
      return number_cell(block.middle(), time_digits);
    case CsvColumn::peak_frequency:
      return number_cell(field(block, "peak-frequency"), frequency_digits);
    case CsvColumn::peak_magnitude:
      return number_cell(field(block, "peak-magnitude"), db_digits);
    case CsvColumn::centroid:
      return number_cell(field(block, "centroid"), frequency_digits);
    default:
      return block.pitch ? pitch_cell(*block.pitch, column) : std::string();
  }
}

}  // namespace

std::string CsvWriter::header(const std::vector<CsvColumn>& columns, bool with_file) {
  std::vector<std::string> names;
  if (with_file) names.emplace_back("file");
  for (const CsvColumn column : columns) names.emplace_back(name_of(column));
  return joined(names, ",") + '\n';
}

CsvWriter::CsvWriter(Output& output, std::vector<CsvColumn> columns, const std::string* file)
    : output_(output),
      columns_(std::move(columns)),
      prefix_(file != nullptr ? csv_cell(*file) + ',' : std::string()) {}

void CsvWriter::block(const Block& block) {
  std::string line = prefix_;
  for (const CsvColumn column : columns_) {
    line += cell(block, column);
    line += ',';
  }
  line.back() = '\n';
  output_.write(line);
}

}  // namespace audioblocks::tool
