// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/note_tracker.h"

#include <algorithm>
#include <cmath>

#include "src/analysis/note.h"
#include "src/base/buffer_constants.h"

namespace audioblocks {

void NoteTracker::begin(const Setup& setup) noexcept {
  begin(setup, setup.mode == Mode::live ? live_note_model() : NoteModel{});
}

void NoteTracker::begin(const Setup& setup, const NoteModel& model) noexcept {
  setup_ = setup;
  model_ = model;
  const double block_seconds =
      static_cast<double>(setup.block_samples) / static_cast<double>(setup.rate);
  path_.begin(model, block_seconds);
  const bool is_live = setup.mode == Mode::live;
  lag_ = is_live ? 0 : file_lag;
  history_.begin(model, setup.rate, setup.block_samples, !is_live);
  const auto hold =
      static_cast<std::size_t>(std::lround(static_cast<double>(model.hold) / block_seconds));
  hold_ = std::clamp(hold, std::size_t{2}, longest_search);
  blocks_ = 0;
  away_ = 0;
  note_ = -1;
  ended_ = 0;
  event_count_ = 0;
}

std::span<const NoteEvent> NoteTracker::push(const TrackedBlock& block) noexcept {
  event_count_ = 0;
  const bool has_pitch = block.frequency > 0.0;
  history_.push(block,
                has_pitch ? semitones_of(block.frequency, setup_.reference_frequency) : -1.0);
  if (history_.size() > history_.ahead()) step();
  return {events_.data(), event_count_};
}

std::span<const NoteEvent> NoteTracker::finish() noexcept {
  event_count_ = 0;
  while (blocks_ < history_.size()) step();
  for (std::size_t lag = std::min(lag_, blocks_); lag-- > 0;) read(lag);
  if (note_ >= 0) {
    const TrackedBlock& last = history_.at(blocks_ - 1).block;
    const std::uint64_t end = last.start + last.samples;
    if (heard_ == end)
      report(false, end);
    else
      close(end);
    note_ = -1;
  }
  return {events_.data(), event_count_};
}

/// Takes the path to the next block, and reads it.
void NoteTracker::step() noexcept {
  path_.step(history_.observe(blocks_));
  ++blocks_;
  if (blocks_ > lag_) read(lag_);
}

/// Reads the path at the block `lag` before the last.
void NoteTracker::read(std::size_t lag) noexcept {
  States states;
  const std::size_t known = path_.trace(states);
  const std::size_t now = blocks_ - 1 - lag;
  const NotePath::State state = states[lag];
  std::size_t back = lag;
  while (state.note >= 0 && back + 1 < known && states[back + 1].note == state.note &&
         (!states[back].is_attack || states[back + 1].is_attack))
    ++back;
  const std::size_t start = blocks_ - 1 - back;
  if (note_ >= 0 && goes_on(state, start, back - lag >= longest_search)) {
    hear(now);
    return;
  }
  ++away_;
  const bool is_sure = lag_ > 0 || path_.sureness() >= model_.margin;
  const bool is_new = state.note >= 0 && is_sure && has_held(start, now);
  if (is_new)
    open(state.note, start, now);
  else if (note_ >= 0 && static_cast<float>(away_) >= model_.gone)
    close(history_.at(now).block.start);
}

/// Whether the path has been at a note for long enough.
bool NoteTracker::has_held(std::size_t start, std::size_t now) const noexcept {
  const std::size_t held = now - start + 1;
  if (held >= hold_) return true;
  if (held + 1 < hold_ || held < 2) return false;
  for (std::size_t i = start; i <= now; ++i)
    if (history_.at(i).block.height < static_cast<double>(model_.exact)) return false;
  return true;
}

/// Whether the path is still at the open note.
bool NoteTracker::goes_on(NotePath::State state, std::size_t start, bool is_old) const noexcept {
  if (state.note != note_) return false;
  return is_old || start <= reported_ || static_cast<float>(start - start_) < model_.again;
}

void NoteTracker::open(int note, std::size_t start, std::size_t now) noexcept {
  const std::uint64_t onset = history_.onset_near(start);
  if (note_ >= 0) close(onset);
  note_ = note;
  start_ = start;
  reported_ = now;
  onset_ = std::max(onset, ended_);
  summary_.begin();
  for (std::size_t i = start; i <= now; ++i) hear(i);
  report(true, heard_);
}

/// Ends the open note after the last block that the path was at it, but not after a sample unless
/// it would be shorter than a chunk.
void NoteTracker::close(std::uint64_t latest) noexcept {
  const std::uint64_t end = std::min(moved_end(), latest);
  report(false, std::max(end, onset_ + BufferConstants::chunk_samples));
  note_ = -1;
}

/// Adds a block to the open note.
void NoteTracker::hear(std::size_t index) noexcept {
  away_ = 0;
  const BlockHistory::Block& block = history_.at(index);
  heard_ = block.block.start + block.block.samples;
  if (block.pitch < 0.0) return;
  summary_.add(100.0 * (block.pitch - static_cast<double>(note_)), block.block.level,
               block.block.clarity);
}

void NoteTracker::report(bool is_on, std::uint64_t end) noexcept {
  const double frequency = note_frequency(note_, setup_.reference_frequency) *
                           std::exp2(summary_.median_cents() / 1200.0);
  const Note note = nearest_note(frequency, setup_.reference_frequency);
  events_[event_count_++] = {.is_on = is_on,
                             .onset = onset_,
                             .end = end,
                             .midi_note = note.midi,
                             .frequency = frequency,
                             .cents = note.cents,
                             .level = summary_.level(),
                             .clarity = summary_.clarity()};
  if (!is_on) ended_ = end;
}

/// The end of the last block that was heard, moved as the model says, but not to before the note.
std::uint64_t NoteTracker::moved_end() const noexcept {
  const auto shift = static_cast<std::int64_t>(
      std::lround(static_cast<double>(model_.end_shift) * static_cast<double>(setup_.rate)));
  return static_cast<std::uint64_t>(
      std::max(static_cast<std::int64_t>(onset_), static_cast<std::int64_t>(heard_) + shift));
}

}  // namespace audioblocks
