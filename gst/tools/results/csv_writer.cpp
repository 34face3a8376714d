// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/csv_writer.h"

#include <fmt/core.h>

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

std::string pitch_cells(const std::optional<Pitch>& pitch) {
  if (!pitch) return ",,,,";
  return fmt::format("{},{},{:d},{},{}", fixed(pitch->frequency, frequency_digits),
                     fixed(pitch->clarity, clarity_digits), pitch->voiced, pitch->note,
                     fixed(pitch->cents, cents_digits));
}

}  // namespace

std::string CsvWriter::header(bool with_file) {
  return std::string(with_file ? "file," : "") +
         "block_index,start_sample,timestamp_ns,rms_db,peak_db,frequency_hz,clarity,voiced,"
         "note,cents,time_s\n";
}

CsvWriter::CsvWriter(Output& output, const std::string* file)
    : output_(output), prefix_(file != nullptr ? csv_cell(*file) + ',' : std::string()) {}

void CsvWriter::block(const Block& block) {
  const std::string timestamp =
      GST_CLOCK_TIME_IS_VALID(block.timestamp) ? fmt::format("{}", block.timestamp) : std::string();
  output_.write(fmt::format("{}{},{},{},{},{},{},{}\n", prefix_, block.index, block.start_sample,
                            timestamp, number_cell(block.rms, db_digits),
                            number_cell(block.peak, db_digits), pitch_cells(block.pitch),
                            number_cell(block.middle(), time_digits)));
}

}  // namespace audioblocks::tool
