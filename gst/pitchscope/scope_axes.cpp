// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/scope_axes.h"

#include <algorithm>
#include <cmath>

#include "src/analysis/note.h"

namespace audioblocks::scope {

namespace {

constexpr int octave = 12;

/// The note of a limit, or the first or last one that has a name. 0 Hz is no limit.
int note_at(double frequency, double reference, int otherwise) noexcept {
  if (!(frequency > 0.0)) return otherwise;
  const double semitones = std::round(semitones_of(frequency, reference));
  return static_cast<int>(std::clamp<double>(semitones, 0.0, last_midi_note));
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
  const int shift = std::min(last_midi_note - highest, 0) + std::max(-lowest, 0);
  return {lowest + shift, highest + shift};
}

}  // namespace

ScopeAxes ScopeAxes::of(const AnalysisSettings& settings, GstClockTime time_span) noexcept {
  return {note_axis(settings), time_span};
}

}  // namespace audioblocks::scope
