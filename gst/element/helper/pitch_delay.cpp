// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/helper/pitch_delay.h"

#include <optional>

#include "gst/analysis/tracked_result.h"
#include "src/analysis/note.h"

namespace audioblocks {

namespace {

/// Puts a pitch in the place of the block's own; `frequency` in Hz, 0 for unvoiced.
void put_pitch(double frequency, double reference, BlockAnalysis& analysis) noexcept {
  const Note note = nearest_note(frequency, reference);
  analysis.frequency = frequency;
  analysis.voiced = frequency > 0.0;
  analysis.midi_note = note.midi;
  analysis.note = note.name;
  analysis.cents = note.cents;
}

}  // namespace

PitchDelay::Setup PitchDelay::setup_for(const BlockResult& result) noexcept {
  return {.track = track_setup(result, result.tracking.lag),
          .channels = result.analysis.multi_channel ? result.analysis.channels : 0};
}

void PitchDelay::begin(const Setup& setup) noexcept {
  setup_ = setup;
  for (std::size_t i = 0; i < tracks(); ++i) tracks_[i].begin(setup_.track);
}

void PitchDelay::push(const BlockResult& result, bool lost_before) {
  const Setup setup = setup_for(result);
  if (held_ == 0 || setup != setup_) {
    drain();
    begin(setup);
  }
  results_[(first_ + held_) % results_.size()] = {result, lost_before};
  ++held_;
  bool is_decided = false;
  for (std::size_t i = 0; i < tracks(); ++i) {
    const std::optional<double> frequency =
        tracks_[i].push(setup_.channels > 0 ? tracked_channel(result, i) : tracked_block(result));
    if (!frequency) continue;
    decide(i, *frequency);
    is_decided = true;
  }
  if (is_decided) announce_oldest();
}

void PitchDelay::drain() {
  while (held_ > 0) {
    for (std::size_t i = 0; i < tracks(); ++i) decide(i, tracks_[i].drain().value_or(0.0));
    announce_oldest();
  }
}

/// A track has the pitch of the oldest result.
void PitchDelay::decide(std::size_t track, double frequency) noexcept {
  BlockResult& result = results_[first_].result;
  BlockAnalysis& analysis = result.analysis;
  if (setup_.channels > 0) analysis.channel_frequencies[track] = frequency;
  if (setup_.channels == 0 || track == analysis.loudest)
    put_pitch(frequency, result.settings.reference_frequency, analysis);
}

void PitchDelay::announce_oldest() {
  Held& oldest = results_[first_];
  oldest.result.lag = static_cast<gint>(--held_);
  first_ = (first_ + 1) % results_.size();
  announcer_.block(oldest.result, oldest.lost_before);
}

}  // namespace audioblocks
