// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstdint>

#include "src/analysis/level.h"
#include "src/analysis/note.h"
#include "src/analysis/onset.h"
#include "src/base/buffer_constants.h"
#include "src/dsp/window.h"

namespace audioblocks {

/// Selects what to compute and how; copied once per block, so that one set applies to a whole
/// block.
struct AnalysisSettings {
  WindowType window = default_window;
  bool level = true;
  bool spectrum = true;
  bool pitch = true;
  /// Where something begins; only the trackers of notes need it.
  bool onset = false;
  /// Spectrum and pitch of each channel instead of the arithmetic mean of the channels.
  bool multi_channel = false;
  /// Hz; 0 = as low or as high as block size and rate allow.
  double min_frequency = 0.0;
  double max_frequency = 0.0;
  /// Frequency of A4 in Hz, for note names and cents.
  double reference_frequency = concert_pitch;
  /// 0..1; a block whose pitch is less clear is unvoiced. Measured on blocks of 1024 samples: 98 %
  /// of the pitched blocks are voiced, including those with noise as loud as the note, and 6 % of
  /// the unpitched ones; see docs/pitch.md.
  double clarity_threshold = 0.5;
  /// dBFS (rms); a block below this is silent: unvoiced, clarity 0.
  double silence_threshold = -60.0;
  /// Number of magnitude bands, 0 to BufferConstants::max_bands; 0 = none.
  unsigned bands = 0;
};

/// The analysis of one block. Plain data of fixed size, so that it can be passed between threads in
/// a slot. The arrays are not initialised; only their filled parts are valid.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
struct BlockAnalysis {
  bool has_level = false;
  bool has_spectrum = false;
  bool has_pitch = false;
  unsigned channels = 0;

  /// Level in dBFS, one value per channel: 10·log10 of the mean square, and the highest magnitude.
  /// `rms` and `peak` are the highest of these.
  double rms = min_db;
  double peak = min_db;
  std::array<double, BufferConstants::max_channels> channel_rms;
  std::array<double, BufferConstants::max_channels> channel_peak;
  /// Mean square of all channels together, 1 for a full-scale square wave.
  double power = 0.0;
  /// The channel with the highest mean square, the lowest index on ties.
  unsigned loudest = 0;

  /// Spectrum of the mix, or with multi_channel of the channel with the highest rms (the lowest
  /// index on ties): Hz, dBFS (0 = full-scale sine), Hz.
  double peak_frequency = 0.0;
  double peak_magnitude = min_db;
  double centroid = 0.0;
  /// Magnitudes of `bands` equally wide bands from 0 to rate/2, in dBFS.
  unsigned bands = 0;
  std::array<float, BufferConstants::max_bands> magnitudes;

  /// Pitch: Hz (0 if unvoiced), 0..1, decision, MIDI note, its name as a string with static
  /// storage, deviation from it in cents, [−50, 50). −1, "" and 0 if unvoiced, and if the pitch is
  /// outside MIDI's notes.
  double frequency = 0.0;
  double clarity = 0.0;
  bool voiced = false;
  /// Hz, of an unvoiced block too: what the trackers start from. 0 for none.
  double guess_frequency = 0.0;
  /// How exactly the block repeats after the guessed period, 1 at best.
  double guess_height = 0.0;
  int midi_note = -1;
  const char* note = "";
  double cents = 0.0;
  /// Of all channels together.
  Onset onset;
  /// One value per channel, filled with multi_channel only.
  bool multi_channel = false;
  std::array<double, BufferConstants::max_channels> channel_frequencies;
  std::array<double, BufferConstants::max_channels> channel_guesses;
  std::array<double, BufferConstants::max_channels> channel_clarities;
};

}  // namespace audioblocks
