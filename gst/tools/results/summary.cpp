// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/summary.h"

#include <fmt/core.h>

#include <utility>

#include "gst/tools/base/bar.h"
#include "gst/tools/base/text.h"
#include "src/analysis/level.h"
#include "src/analysis/note.h"

namespace audioblocks::tool {

namespace {

constexpr std::size_t label_width = 10;
constexpr std::size_t line_width = 80;
/// Further notes are mostly passing ones, and share one line.
constexpr std::size_t table_rows = 16;
constexpr int bar_width = 25;
constexpr const char* unnamed = "outside C-1 to G9";

std::string labelled(const std::string& label, const std::string& text) {
  return fmt::format("  {:<{}}{}\n", label, label_width, text);
}

std::string percent(double share) { return fixed(100.0 * share, 0) + " %"; }

/// "2.345 s", "3:07.25" from a minute on, "1:02:03.4" from an hour on.
std::string duration_text(double seconds) {
  if (seconds < 60.0) return fixed(seconds, 3) + " s";
  const auto minutes = static_cast<long>(seconds / 60.0);
  const double rest = seconds - 60.0 * static_cast<double>(minutes);
  if (minutes < 60) return fmt::format("{}:{:05.2f}", minutes, rest);
  return fmt::format("{}:{:02}:{:05.2f}", minutes / 60, minutes % 60, rest);
}

std::string channels_text(int channels) {
  if (channels == 1) return "mono";
  if (channels == 2) return "stereo (mixed to mono)";
  return fmt::format("{} channels (mixed to mono)", channels);
}

std::string format_lines(const StreamFormat& format) {
  std::string text =
      format.codec.empty()
          ? ""
          : labelled("codec", clipped(one_line(format.codec), line_width - label_width - 2));
  return text + labelled("format", fmt::format("{} Hz, {}, {}", format.rate, format.sample_format,
                                               channels_text(format.channels)));
}

std::string db_text(double db, bool utf8) {
  if (db <= min_db) return utf8 ? "−∞ dBFS" : "-inf dBFS";
  return fixed(db, 1) + " dBFS";
}

}  // namespace

Summary::Summary(Output& output, std::string name, double reference_frequency)
    : output_(output),
      name_(std::move(name)),
      reference_frequency_(reference_frequency),
      utf8_(locale_is_utf8()) {}

void Summary::block(const Block& block) { statistics_.add(block); }

void Summary::end(const InputEnd& end) {
  if (statistics_.blocks() == 0) return;
  std::string text = output_.is_used() ? "\n" : "";
  text += one_line(name_) + '\n';
  text +=
      labelled("duration", fmt::format("{} ({} sample{}, {} block{} of {})",
                                       duration_text(statistics_.seconds()), statistics_.samples(),
                                       plural(statistics_.samples()), statistics_.blocks(),
                                       plural(statistics_.blocks()), statistics_.block_samples()));
  if (!end.is_complete) text += labelled("complete", "no");
  text += format_lines(end.format);
  if (statistics_.has_level())
    text += labelled("level", fmt::format("{} rms, {} peak", db_text(statistics_.rms(), utf8_),
                                          db_text(statistics_.peak(), utf8_)));
  if (statistics_.has_pitch()) text += pitch_lines();
  output_.write(text);
}

std::string Summary::pitch_lines() const {
  const double voiced = statistics_.voiced_seconds();
  if (!(voiced > 0.0)) return labelled("pitch", "none heard");
  const double total = statistics_.seconds();
  std::string text = labelled(
      "voiced", fmt::format("{} of the time ({})", percent(voiced / total), duration_text(voiced)));
  return text + labelled("pitch", main_pitch_text()) + melody_line() + '\n' + note_table();
}

std::string Summary::main_pitch_text() const {
  const auto pitch = statistics_.main_pitch();
  if (!pitch) return "changes, none has more than half of the voiced time";
  const Note note = nearest_note(pitch->frequency, reference_frequency_);
  const std::string name =
      note.midi >= 0 ? fmt::format("{} {} cents, ", note.name, signed_fixed(note.cents, 1)) : "";
  return fmt::format("{}{} Hz ({} of the voiced time)", name, fixed(pitch->frequency, 2),
                     percent(pitch->share));
}

/// The notes in the order in which they were played, as many as fit into the line.
std::string Summary::melody_line() const {
  const auto& melody = statistics_.melody();
  if (melody.size() < 2) return {};
  const std::string more = utf8_ ? " …" : " ...";
  std::string notes;
  bool all = !statistics_.melody_goes_on();
  for (const std::string& note : melody) {
    if (2 + label_width + notes.size() + 1 + note.size() + more.size() > line_width) {
      all = false;
      break;
    }
    notes += (notes.empty() ? "" : " ") + note;
  }
  return labelled("in order", notes + (all ? "" : more));
}

std::string Summary::note_table() const {
  const std::vector<NoteUse> notes = statistics_.notes();
  std::string table = "  note   frequency   cents       time  voiced   total\n";
  const std::size_t rows = notes.size() <= table_rows ? notes.size() : table_rows - 1;
  for (std::size_t i = 0; i < rows; ++i) {
    const NoteUse& note = notes[i];
    table += table_row(fmt::format("{:<5}{:>8} Hz{:>8}", note.name, fixed(note.frequency(), 2),
                                   signed_fixed(note.cents(), 0)),
                       note.time.seconds());
  }
  if (statistics_.unnamed_seconds() > 0.0)
    table += table_row(unnamed, statistics_.unnamed_seconds());
  if (rows == notes.size()) return table;
  double rest = 0.0;
  for (std::size_t i = rows; i < notes.size(); ++i) rest += notes[i].time.seconds();
  return table + fmt::format("  and {} more notes, {} of the voiced time\n", notes.size() - rows,
                             percent(rest / statistics_.voiced_seconds()));
}

std::string Summary::table_row(const std::string& note, double seconds) const {
  const double voiced_share = seconds / statistics_.voiced_seconds();
  return fmt::format("  {:<24}{:>11}{:>8}{:>8}  {}\n", note, duration_text(seconds),
                     percent(voiced_share), percent(seconds / statistics_.seconds()),
                     bar(voiced_share, bar_width, utf8_));
}

}  // namespace audioblocks::tool
