// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

#include "gst/tools/picture/plot_data.h"

namespace tool {

/// Where pitches are up a picture: a semitone is as high as any other.
class NoteAxis {
 public:
  struct Row {
    int midi_note = 0;
    /// Of the middle of the note.
    double y = 0.0;
    std::string name;
    /// Neither a sharp nor a flat.
    bool is_natural = true;
    bool is_c = false;
    bool is_labelled = false;
  };

  /// As much as the points need, and at least an octave.
  NoteAxis(const std::vector<PlotData::Point>& points, double reference_frequency, double top,
           double height);

  /// MIDI note with fraction; `frequency` above 0.
  [[nodiscard]] double pitch(double frequency) const;
  [[nodiscard]] double y(double pitch) const { return top_ + (highest_ - pitch) * row_height_; }
  [[nodiscard]] double row_height() const { return row_height_; }
  [[nodiscard]] std::vector<Row> rows() const;

 private:
  double reference_frequency_;
  double top_;
  double lowest_ = 0.0;
  double highest_ = 0.0;
  double row_height_ = 0.0;
};

}  // namespace tool
