// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/note_axis.h"

#include <algorithm>
#include <cmath>

namespace audioblocks::scope {

namespace {

constexpr int octave = 12;
constexpr int last_note = 127;

int note_at(double frequency, double reference, int otherwise) noexcept {
  const int midi = nearest_note(frequency, reference).midi;
  return midi >= 0 ? midi : otherwise;
}

}  // namespace

NoteAxis NoteAxis::of(const AnalysisSettings& settings) noexcept {
  NoteAxis axis;
  axis.lowest_ = note_at(settings.min_frequency, settings.reference_frequency, axis.lowest_);
  axis.highest_ = note_at(settings.max_frequency, settings.reference_frequency, axis.highest_);
  if (axis.rows() < octave) {
    if (settings.min_frequency > 0.0)
      axis.highest_ = axis.lowest_ + octave - 1;
    else
      axis.lowest_ = axis.highest_ - octave + 1;
  }
  const int shift = std::min(last_note - axis.highest_, 0) + std::max(-axis.lowest_, 0);
  axis.lowest_ += shift;
  axis.highest_ += shift;
  return axis;
}

const char* note_name(int midi) noexcept {
  constexpr double a4 = 440.0;
  return nearest_note(a4 * std::exp2((midi - 69) / 12.0), a4).name;
}

bool is_sharp(int midi) noexcept {
  constexpr unsigned sharps = 0b010101001010;  // bit 0 is C
  return ((sharps >> static_cast<unsigned>(midi % octave)) & 1u) != 0;
}

}  // namespace audioblocks::scope
