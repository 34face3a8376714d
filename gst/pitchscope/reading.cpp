// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/reading.h"

#include <algorithm>
#include <cmath>

#include "src/analysis/note.h"

namespace audioblocks::scope {

namespace {

/// How long a note stays after its last block, in seconds.
constexpr double hold = 0.5;
/// Time constant of the needle, in seconds.
constexpr double damping = 0.06;
/// dB per second.
constexpr double rms_fall = 40.0;
constexpr double peak_fall = 12.0;

}  // namespace

void Reading::update_level(double rms, double peak, double seconds) noexcept {
  rms_ = std::max(rms, rms_ - rms_fall * seconds);
  peak_ = std::max(peak, peak_ - peak_fall * seconds);
}

void Reading::update_pitch(double frequency, double reference_frequency, double seconds) noexcept {
  const Note note = nearest_note(frequency, reference_frequency);
  if (note.midi < 0) {
    presence_ = std::max(0.0, presence_ - seconds / hold);
    return;
  }
  const bool same = presence_ > 0.0 && note.midi == midi_;
  const double step = same ? 1.0 - std::exp(-seconds / damping) : 1.0;
  cents_ += step * (note.cents - cents_);
  frequency_ = same ? frequency_ + step * (frequency - frequency_) : frequency;
  note_ = note.name;
  midi_ = note.midi;
  presence_ = 1.0;
}

}  // namespace audioblocks::scope
