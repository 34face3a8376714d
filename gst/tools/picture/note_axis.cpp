// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/picture/note_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "gst/tools/results/pitch_histogram.h"

namespace tool {

namespace {

constexpr int midi_a4 = 69;
constexpr double margin = 1.5;
constexpr double min_range = 12.0;
/// What a label needs.
constexpr double label_height = 13.0;

bool is_natural(int midi_note) {
  static constexpr std::array<bool, 12> naturals = {true,  false, true,  false, true,  true,
                                                    false, true,  false, true,  false, true};
  return naturals[static_cast<std::size_t>(((midi_note % 12) + 12) % 12)];
}

}  // namespace

NoteAxis::NoteAxis(const std::vector<PlotData::Point>& points, double reference_frequency,
                   double top, double height)
    : reference_frequency_(reference_frequency), top_(top) {
  double low = 1e9;
  double high = -1e9;
  for (const PlotData::Point& point : points) {
    if (!(point.frequency > 0.0)) continue;
    low = std::min(low, pitch(point.frequency));
    high = std::max(high, pitch(point.frequency));
  }
  if (low > high) low = high = midi_a4;
  const double range = std::max(high - low + 2.0 * margin, min_range);
  const double middle = (high + low) / 2.0;
  lowest_ = std::floor(middle - range / 2.0) - 0.5;
  highest_ = std::ceil(middle + range / 2.0) + 0.5;
  row_height_ = height / (highest_ - lowest_);
}

double NoteAxis::pitch(double frequency) const {
  return midi_a4 + 12.0 * std::log2(frequency / reference_frequency_);
}

std::vector<NoteAxis::Row> NoteAxis::rows() const {
  const bool all = row_height_ >= label_height;
  const bool naturals = row_height_ * 12.0 / 7.0 >= label_height;
  std::vector<Row> rows;
  for (int note = static_cast<int>(std::ceil(lowest_)); note <= highest_; ++note) {
    Row row;
    row.midi_note = note;
    row.y = y(note);
    row.name = nearest_note(reference_frequency_ * std::exp2((note - midi_a4) / 12.0),
                            reference_frequency_)
                   .name;
    row.is_natural = is_natural(note);
    row.is_c = note % 12 == 0;
    row.is_labelled = all || (naturals && row.is_natural) || row.is_c;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace tool
