// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/scope_axes.h"

#include <algorithm>

#include "src/analysis/note.h"

namespace audioblocks::scope {

namespace {

constexpr int octave = 12;
constexpr int last_note = 127;

int note_at(double frequency, double reference, int otherwise) noexcept {
  const int midi = nearest_note(frequency, reference).midi;
  return midi >= 0 ? midi : otherwise;
}

NoteAxis note_axis(const AnalysisSettings& settings) noexcept {
  const NoteAxis usual;
  int lowest = note_at(settings.min_frequency, settings.reference_frequency, usual.lowest());
  int highest = note_at(settings.max_frequency, settings.reference_frequency, usual.highest());
  if (highest - lowest + 1 < octave) {
    if (settings.min_frequency > 0.0)
      highest = lowest + octave - 1;
    else
      lowest = highest - octave + 1;
  }
  const int shift = std::min(last_note - highest, 0) + std::max(-lowest, 0);
  return {lowest + shift, highest + shift};
}

}  // namespace

ScopeAxes ScopeAxes::of(const AnalysisSettings& settings, GstClockTime time_span) noexcept {
  return {note_axis(settings), time_span};
}

}  // namespace audioblocks::scope
