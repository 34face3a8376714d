// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/note_json_writer.h"

#include "gst/tools/base/json_line.h"

namespace audioblocks::tool {

NoteJsonWriter::NoteJsonWriter(Output& output, const std::string* file) : output_(output) {
  if (file != nullptr) file_ = *file;
}

void NoteJsonWriter::note(const HeardNote& note) {
  JsonLine line;
  if (file_) line.add("file", *file_);
  line.add("start_s", note.start_seconds());
  line.add("end_s", note.end_seconds());
  line.add("note", note.name);
  line.add("midi_note", static_cast<std::uint64_t>(note.midi_note));
  line.add("frequency_hz", note.frequency);
  line.add("cents", note.cents);
  line.add("level_db", note.level);
  line.add("clarity", note.clarity);
  output_.write(line.text());
}

}  // namespace audioblocks::tool
