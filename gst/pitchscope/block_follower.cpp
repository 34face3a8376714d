// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/block_follower.h"

#include <algorithm>
#include <optional>

#include "gst/analysis/tracked_result.h"
#include "src/analysis/note.h"

namespace audioblocks::scope {

bool BlockFollower::goes_on_with(const BlockResult& result) const noexcept {
  return blocks_ > 0 && generation_ == trace_.generation() &&
         track_setup_ == track_setup(result, lag) &&
         note_setup_ == note_setup(result, NoteTracker::Mode::live);
}

void BlockFollower::begin(const BlockResult& result) noexcept {
  // What is left of a run in a trace that was started anew lies nowhere.
  if (generation_ == trace_.generation()) finish();
  track_setup_ = track_setup(result, lag);
  note_setup_ = note_setup(result, NoteTracker::Mode::live);
  generation_ = trace_.generation();
  track_.begin(track_setup_);
  notes_.begin(note_setup_);
  blocks_ = decided_ = 0;
  note_ = -1;
}

void BlockFollower::follow(std::span<const float> samples, const BlockResult& result) noexcept {
  if (!goes_on_with(result)) begin(result);
  const BlockAnalysis& found = result.analysis;
  const std::uint64_t start = trace_.position();
  trace_.append(samples);
  reading_.update_level(found.rms, found.peak,
                        static_cast<double>(samples.size()) / track_setup_.rate);
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
  const double reference = note_setup_.reference_frequency;
  reading_.update_pitch(
      frequency, reference,
      static_cast<double>(block.place.end - block.place.start) / track_setup_.rate);
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
