// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/block_follower.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "gst/analysis/tracked_result.h"
#include "src/analysis/note.h"

namespace audioblocks::scope {

bool BlockFollower::goes_on_with(const BlockResult& result) const noexcept {
  const AnalysisSettings& now = result.settings;
  return blocks_ > 0 && generation_ == trace_.generation() && rate_ == result.position.rate &&
         std::cmp_equal(block_samples_, result.position.block_samples) &&
         now.clarity_threshold == settings_.clarity_threshold &&
         now.min_frequency == settings_.min_frequency &&
         now.max_frequency == settings_.max_frequency &&
         now.reference_frequency == settings_.reference_frequency;
}

void BlockFollower::begin(const BlockResult& result) noexcept {
  // What is left of a run in a trace that was started anew lies nowhere.
  if (generation_ == trace_.generation()) finish();
  settings_ = result.settings;
  rate_ = result.position.rate;
  block_samples_ = static_cast<std::size_t>(result.position.block_samples);
  generation_ = trace_.generation();
  track_.begin({.rate = rate_,
                .block_samples = block_samples_,
                .lag = lag,
                .clarity_threshold = settings_.clarity_threshold,
                .min_frequency = settings_.min_frequency,
                .max_frequency = settings_.max_frequency});
  notes_.begin({.rate = rate_,
                .block_samples = block_samples_,
                .reference_frequency = settings_.reference_frequency,
                .mode = NoteTracker::Mode::live});
  blocks_ = decided_ = 0;
  note_ = -1;
}

void BlockFollower::follow(std::span<const float> samples, const BlockResult& result) noexcept {
  if (!goes_on_with(result)) begin(result);
  const BlockAnalysis& found = result.analysis;
  const std::uint64_t start = trace_.position();
  trace_.append(samples);
  reading_.update_level(found.rms, found.peak, static_cast<double>(samples.size()) / rate_);
  waiting_[blocks_++ % waiting_.size()] = {{start, trace_.position()}, found.clarity};
  TrackedBlock block = tracked_block(result);
  block.start = start;
  block.samples = static_cast<std::uint32_t>(samples.size());
  if (const std::optional<double> frequency = track_.push(block)) decide(*frequency);
  take(notes_.push(block));
}

void BlockFollower::finish() noexcept {
  if (blocks_ == 0) return;
  while (const std::optional<double> frequency = track_.drain()) decide(*frequency);
  take(notes_.finish());
  clear();
}

/// The pitch of the oldest block that waits is known; Hz, 0 for unvoiced.
void BlockFollower::decide(double frequency) noexcept {
  const Block& block = waiting_[decided_++ % waiting_.size()];
  const double reference = settings_.reference_frequency;
  reading_.update_pitch(frequency, reference,
                        static_cast<double>(block.place.end - block.place.start) / rate_);
  if (frequency <= 0.0) {
    trace_.set_unvoiced();
    return;
  }
  trace_.set_pitch(block.place, semitones_of(frequency, reference), block.clarity);
  if (note_ < 0 || block.place.end <= shown_.end) return;
  trace_.set_note({shown_.end, block.place.end}, note_, false);
  shown_.end = block.place.end;
}

/// A note that sounds is shown as far as there is a pitch; its end says how far it really went.
void BlockFollower::take(std::span<const NoteEvent> events) noexcept {
  for (const NoteEvent& event : events) {
    if (!event.is_on) trace_.set_note(shown_, -1, false);
    show_note(event);
    note_ = event.is_on ? event.midi_note : -1;
  }
}

void BlockFollower::show_note(const NoteEvent& event) noexcept {
  shown_ = {event.onset, std::max(event.onset, event.end)};
  trace_.set_note(shown_, event.midi_note, true);
}

}  // namespace audioblocks::scope
