// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/reading.h"

#include <algorithm>
#include <cmath>

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

void Reading::update(const BlockAnalysis& analysis, double seconds) noexcept {
  rms_ = std::max(analysis.rms, rms_ - rms_fall * seconds);
  peak_ = std::max(analysis.peak, peak_ - peak_fall * seconds);
  if (!analysis.voiced || analysis.midi_note < 0) {
    presence_ = std::max(0.0, presence_ - seconds / hold);
    return;
  }
  const bool same = presence_ > 0.0 && analysis.midi_note == midi_;
  const double step = same ? 1.0 - std::exp(-seconds / damping) : 1.0;
  cents_ += step * (analysis.cents - cents_);
  frequency_ = same ? frequency_ + step * (analysis.frequency - frequency_) : analysis.frequency;
  note_ = analysis.note;
  midi_ = analysis.midi_note;
  presence_ = 1.0;
}

}  // namespace audioblocks::scope
