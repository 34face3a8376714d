// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks {

/// A quarter of a second of an instrument's note, from 0.15 s after its start.
struct RenderedNote {
  /// Hz, of the key and its bend. The instrument may be some cents off.
  double frequency = 0.0;
  std::vector<double> samples;
};

/// Notes over the ranges of 26 instruments, off the tempered scale by up to 40 cents, played by
/// `fluidsynth` from a General MIDI soundfont. Notes that do not sound, or that do not repeat with
/// the period of their key, are left out: their pitch is not known. None if fluidsynth fails.
std::vector<RenderedNote> render_notes(const std::string& soundfont, int rate);

}  // namespace audioblocks
