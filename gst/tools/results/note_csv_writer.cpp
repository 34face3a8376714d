// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/note_csv_writer.h"

#include <fmt/core.h>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

constexpr int time_digits = 6;
constexpr int frequency_digits = 3;
constexpr int cents_digits = 2;
constexpr int db_digits = 3;
constexpr int clarity_digits = 4;

}  // namespace

std::string NoteCsvWriter::header(bool with_file) {
  return std::string(with_file ? "file," : "") +
         "start_s,end_s,note,midi_note,frequency_hz,cents,level_db,clarity\n";
}

NoteCsvWriter::NoteCsvWriter(Output& output, const std::string* file)
    : output_(output), prefix_(file != nullptr ? csv_cell(*file) + ',' : std::string()) {}

void NoteCsvWriter::note(const HeardNote& note) {
  output_.write(
      fmt::format("{}{},{},{},{},{},{},{},{}\n", prefix_, fixed(note.start_seconds(), time_digits),
                  fixed(note.end_seconds(), time_digits), note.name, note.midi_note,
                  fixed(note.frequency, frequency_digits), fixed(note.cents, cents_digits),
                  fixed(note.level, db_digits), fixed(note.clarity, clarity_digits)));
}

}  // namespace audioblocks::tool
