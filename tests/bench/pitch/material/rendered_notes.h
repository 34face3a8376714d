// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks {

/// A quarter of a second of an instrument's note, from 0.15 s after its start.
struct RenderedNote {
  /// Frequency of the key and its bend in Hz. The instrument may be some cents off.
  double frequency = 0.0;
  std::vector<double> samples;
};

/// Returns notes over the ranges of 26 instruments, off the tempered scale by up to 40 cents,
/// rendered by `fluidsynth` from a General MIDI soundfont. Notes that do not sound, or do not
/// repeat with the period of their key, are excluded: their pitch is not known. Empty if fluidsynth
/// fails.
std::vector<RenderedNote> render_notes(const std::string& soundfont, int rate);

}  // namespace audioblocks
