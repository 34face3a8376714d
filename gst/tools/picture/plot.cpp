// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/picture/plot.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "gst/base/gst_ptr.h"
#include "gst/drawing/named_notes.h"
#include "gst/drawing/note_axis.h"
#include "gst/drawing/palette.h"
#include "gst/tools/base/text.h"
#include "gst/tools/base/whole_file.h"
#include "gst/tools/picture/canvas.h"
#include "gst/tools/picture/time_axis.h"
#include "src/analysis/note.h"

namespace audioblocks::tool {

namespace {

constexpr double width = 1280.0;
constexpr double height = 800.0;
constexpr double left = 72.0;
constexpr double panel_width = width - left - 28.0;
constexpr Rectangle waveform_area = {left, 76.0, panel_width, 130.0};
constexpr Rectangle pitch_area = {left, 238.0, panel_width, 370.0};
constexpr Rectangle level_area = {left, 640.0, panel_width, 96.0};

constexpr Canvas::Font small = {11.0, false};
constexpr Canvas::Font heading = {12.0, true};
/// Which note names are beside the grid, and the height that each needs.
constexpr std::array<NamedNotes, 5> named_notes{{
    {0b111111111111, 1.0},
    {0b001010010101, 2.0},  // C D E G A
    {0b001000010001, 3.0},  // C E A
    {0b000010000001, 5.0},  // C G
    {0b000000000001, 12.0},
}};
constexpr double label_height = 13.0;
constexpr double lowest_level = -60.0;

double level_y(double db) {
  const double share = std::clamp(db / lowest_level, 0.0, 1.0);
  return level_area.y + share * level_area.height;
}

void draw_frame(Canvas& canvas, const Rectangle& area) {
  canvas.line(area.x, area.y, area.right(), area.y, light::line);
  canvas.line(area.x, area.bottom(), area.right(), area.bottom(), light::line);
  canvas.line(area.x, area.y, area.x, area.bottom(), light::line);
  canvas.line(area.right(), area.y, area.right(), area.bottom(), light::line);
}

/// A panel's name, and a remark in grey.
void draw_heading(Canvas& canvas, const Rectangle& area, const std::string& name,
                  const std::string& remark) {
  const double y = area.y - 11.0;
  canvas.text(area.x, y, name, heading, light::text);
  canvas.text(area.x + canvas.text_width(name, heading) + 10.0, y, remark, small,
              light::faint_text);
}

void draw_time_grid(Canvas& canvas, const Rectangle& area, const TimeAxis& time) {
  for (const TimeAxis::Tick& tick : time.ticks())
    canvas.line(tick.x, area.y, tick.x, area.bottom(), light::faint_line);
}

void draw_title(Canvas& canvas, const PlotData& data, const std::string& title) {
  constexpr std::size_t characters = 90;
  const CharPtr name(g_path_get_basename(title.c_str()));
  canvas.text(left, 30.0, clipped(one_line(name.get()), characters), {20.0, true}, light::text);
  canvas.text(left + panel_width, 30.0, duration_text(data.seconds()), {14.0, false},
              light::faint_text, Canvas::Anchor::right);
}

/// A column of the waveform, at least a point wide.
struct Column {
  double x = 0.0;
  double width = 0.0;
  PlotData::Extremes extremes;
};

std::vector<Column> waveform_columns(const PlotData& data, const TimeAxis& time) {
  const double stretch = data.stretch_seconds();
  std::vector<Column> columns;
  double start = 0.0;
  for (const PlotData::Extremes& extremes : data.waveform()) {
    const double x = std::floor(time.x(start));
    const double column_width = std::max(time.x(start + stretch) - x, 1.0);
    start += stretch;
    if (columns.empty() || x > columns.back().x) {
      columns.push_back({x, column_width, extremes});
      continue;
    }
    Column& column = columns.back();
    column.width = column_width;
    column.extremes.low = std::min(column.extremes.low, extremes.low);
    column.extremes.high = std::max(column.extremes.high, extremes.high);
  }
  return columns;
}

/// A round amplitude that no sample exceeds; at most full scale.
double waveform_limit(const PlotData& data) {
  float highest = 0.0F;
  for (const PlotData::Extremes& extremes : data.waveform())
    highest = std::max({highest, extremes.high, -extremes.low});
  double limit = 1.0;
  for (const double round : {0.5, 0.2, 0.1, 0.05, 0.02, 0.01})
    if (static_cast<double>(highest) <= round) limit = round;
  return limit;
}

void draw_waveform(Canvas& canvas, const PlotData& data, int channels, const TimeAxis& time) {
  draw_heading(canvas, waveform_area, "Waveform",
               channels == 1 ? "one channel" : "the mix of the channels");
  draw_time_grid(canvas, waveform_area, time);
  const double middle = waveform_area.y + waveform_area.height / 2.0;
  const double limit = waveform_limit(data);
  const double scale = waveform_area.height / 2.0 / limit;
  canvas.line(left, middle, waveform_area.right(), middle, light::faint_line);
  canvas.clip(waveform_area);
  for (const Column& column : waveform_columns(data, time)) {
    // Never of no height, so that silence is a line.
    const double top = middle - scale * column.extremes.high - 0.4;
    const double bottom = middle - scale * column.extremes.low + 0.4;
    canvas.fill({column.x, top, column.width, bottom - top}, light::wave);
  }
  canvas.unclip();
  canvas.text(left - 8.0, waveform_area.y, fmt::format("+{}", limit), small, light::faint_text,
              Canvas::Anchor::right);
  canvas.text(left - 8.0, middle, "0", small, light::faint_text, Canvas::Anchor::right);
  canvas.text(left - 8.0, waveform_area.bottom(), fmt::format("−{}", limit), small,
              light::faint_text, Canvas::Anchor::right);
  draw_frame(canvas, waveform_area);
}

/// The notes that a plot shows, and where they are in it.
class PitchScale {
 public:
  /// As many notes as the points need, and at least an octave.
  PitchScale(const std::vector<PlotData::Point>& points, double reference_frequency)
      : reference_frequency_(reference_frequency) {
    constexpr double margin = 1.5;
    constexpr double min_range = 12.0;
    double low = std::numeric_limits<double>::max();
    double high = std::numeric_limits<double>::lowest();
    for (const PlotData::Point& point : points) {
      if (!(point.frequency > 0.0)) continue;
      low = std::min(low, semitones(point));
      high = std::max(high, semitones(point));
    }
    if (low > high) low = high = midi_a4;
    const double half = std::max(high - low + 2.0 * margin, min_range) / 2.0;
    const double middle = (high + low) / 2.0;
    notes_ = {static_cast<int>(std::floor(middle - half)),
              static_cast<int>(std::ceil(middle + half))};
  }

  [[nodiscard]] const NoteAxis& notes() const { return notes_; }
  /// For a point that has a frequency.
  [[nodiscard]] double semitones(const PlotData::Point& point) const {
    return semitones_of(point.frequency, reference_frequency_);
  }
  [[nodiscard]] double y(double semitones) const {
    return pitch_area.y + notes_.position(semitones) * pitch_area.height;
  }
  [[nodiscard]] double row_height() const { return pitch_area.height / notes_.rows(); }

 private:
  double reference_frequency_;
  NoteAxis notes_;
};

void draw_note_grid(Canvas& canvas, const PitchScale& scale) {
  const NoteAxis& notes = scale.notes();
  const double row_height = scale.row_height();
  const NamedNotes& named = NamedNotes::fitting(named_notes, row_height, label_height);
  canvas.clip(pitch_area);
  for (int midi = notes.lowest(); midi <= notes.highest(); ++midi) {
    const double y = scale.y(midi);
    const Colour line = midi % 12 == 0 ? light::line : light::faint_line;
    if (is_sharp(midi))
      canvas.fill({left, y - row_height / 2.0, panel_width, row_height}, light::sharp_row);
    if (named.has(midi)) canvas.line(left, y, pitch_area.right(), y, line);
  }
  canvas.unclip();
  for (int midi = notes.lowest(); midi <= notes.highest(); ++midi) {
    const bool is_c = midi % 12 == 0;
    if (named.has(midi))
      canvas.text(left - 8.0, scale.y(midi), note_name(midi), {11.0, is_c},
                  is_c ? light::text : light::faint_text, Canvas::Anchor::right);
  }
}

/// A bar for each note, as high as its row, or higher where the pitch would hide it.
void draw_notes(Canvas& canvas, const PlotData& data, const PitchScale& scale,
                const TimeAxis& time) {
  constexpr double least_height = 11.0;
  const double bar_height = std::max(scale.row_height(), least_height);
  for (const PlotData::Note& note : data.notes()) {
    const double x = std::floor(time.x(note.start));
    // A gap of a point, so that a note that is struck again has a bar of its own.
    const double end = std::max(std::floor(time.x(note.end)) - 1.0, x + 1.0);
    canvas.fill({x, scale.y(note.midi_note) - bar_height / 2.0, end - x, bar_height}, light::note);
  }
}

/// Names above the notes, where there is room for them.
void draw_note_names(Canvas& canvas, const PlotData& data, const PitchScale& scale,
                     const TimeAxis& time) {
  double free_from = 0.0;
  for (const PlotData::Note& note : data.notes()) {
    const char* name = note_name(note.midi_note);
    const double x = time.x(note.start);
    const double needed = canvas.text_width(name, heading);
    if (x < free_from || time.x(note.end) - x < 0.4 * needed) continue;
    canvas.text(x, scale.y(note.midi_note) - 13.0, name, heading, light::text);
    free_from = x + needed + 4.0;
  }
}

void draw_pitch(Canvas& canvas, const PlotData& data, const PitchScale& scale,
                const TimeAxis& time) {
  constexpr double thickness = 5.0;
  draw_heading(canvas, pitch_area, "Pitch", "the paler, the less clear; bars: notes");
  draw_note_grid(canvas, scale);
  draw_time_grid(canvas, pitch_area, time);
  canvas.clip(pitch_area);
  draw_notes(canvas, data, scale, time);
  for (const PlotData::Point& point : data.points()) {
    if (!(point.frequency > 0.0)) continue;
    // On whole points, so that neither a seam nor a gap shows between two blocks.
    const double x = std::floor(time.x(point.start));
    const double end = std::max(std::floor(time.x(point.start + point.length)), x + 1.0);
    const double y = scale.y(scale.semitones(point));
    canvas.fill({x, y - thickness / 2.0, end - x, thickness}, light::pitch,
                std::clamp(point.clarity, 0.05, 1.0));
  }
  draw_note_names(canvas, data, scale, time);
  canvas.unclip();
  draw_frame(canvas, pitch_area);
}

void draw_level(Canvas& canvas, const PlotData& data, const TimeAxis& time) {
  draw_heading(canvas, level_area, "Level", "dBFS; area: rms, line: peak");
  draw_time_grid(canvas, level_area, time);
  for (const double db : {0.0, -20.0, -40.0, lowest_level}) {
    canvas.line(left, level_y(db), level_area.right(), level_y(db), light::faint_line);
    const std::string label = (db < 0.0 ? "−" : "") + fixed(-db, 0);
    canvas.text(left - 8.0, level_y(db), label, small, light::faint_text, Canvas::Anchor::right);
  }
  canvas.clip(level_area);
  double former_x = -1.0;
  double former_y = 0.0;
  for (const PlotData::Point& point : data.points()) {
    const double x = time.x(point.start);
    const double end = time.x(point.start + point.length);
    const double top = level_y(point.rms);
    const double edge = std::floor(x);
    canvas.fill({edge, top, std::floor(end) - edge, level_area.bottom() - top}, light::rms);
    const double middle = (x + end) / 2.0;
    const double y = level_y(point.peak);
    if (former_x >= 0.0) canvas.line(former_x, former_y, middle, y, light::peak);
    former_x = middle;
    former_y = y;
  }
  canvas.unclip();
  draw_frame(canvas, level_area);
}

void draw_time_labels(Canvas& canvas, const TimeAxis& time) {
  const double y = level_area.bottom() + 16.0;
  for (const TimeAxis::Tick& tick : time.ticks())
    canvas.text(tick.x, y, tick.label, small, light::faint_text, Canvas::Anchor::centre);
  canvas.text(left + panel_width / 2.0, y + 20.0, time.unit(), small, light::faint_text,
              Canvas::Anchor::centre);
}

}  // namespace

std::string draw_plot(const PlotData& data, const std::string& title, int channels,
                      double reference_frequency, const std::string& path) {
  Canvas canvas(path.ends_with(".svg") ? Canvas::Kind::svg : Canvas::Kind::png, width, height);
  const TimeAxis time(left, panel_width, data.seconds());
  const PitchScale scale(data.points(), reference_frequency);
  draw_title(canvas, data, title);
  draw_waveform(canvas, data, channels, time);
  draw_pitch(canvas, data, scale, time);
  draw_level(canvas, data, time);
  draw_time_labels(canvas, time);
  const std::string picture = canvas.finish();
  if (picture.empty()) return "the picture cannot be drawn, there is not enough memory; free some";
  const std::string problem = write_whole_file(path, picture);
  return problem.empty() ? problem : path + ' ' + problem;
}

}  // namespace audioblocks::tool
