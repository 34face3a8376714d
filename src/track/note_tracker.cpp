// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/note_tracker.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "src/analysis/note.h"
#include "src/base/buffer_constants.h"

namespace audioblocks {

namespace {

/// The strongest onset so far, if any is strong enough.
struct Beginning {
  float strength = 0.0F;
  std::optional<std::uint64_t> sample;
};

}  // namespace

void NoteTracker::begin(const Setup& setup) noexcept {
  begin(setup, setup.mode == Mode::live ? live_note_model() : NoteModel{});
}

void NoteTracker::begin(const Setup& setup, const NoteModel& model) noexcept {
  setup_ = setup;
  model_ = model;
  const double block_seconds =
      static_cast<double>(setup.block_samples) / static_cast<double>(setup.rate);
  path_.begin(model, block_seconds);
  lag_ = setup.mode == Mode::live ? 0 : file_lag;
  const auto blocks_in = [&](double seconds) {
    return static_cast<std::size_t>(std::lround(seconds / block_seconds));
  };
  hold_ = std::clamp(blocks_in(static_cast<double>(model.hold)), std::size_t{2}, longest_search);
  constexpr double fall_seconds = 0.1;
  fall_blocks_ = std::clamp(blocks_in(fall_seconds), std::size_t{2}, kept_blocks - 1);
  blocks_ = 0;
  away_ = 0;
  note_ = -1;
  ended_ = 0;
  event_count_ = 0;
}

std::span<const NoteEvent> NoteTracker::push(const TrackedBlock& block) noexcept {
  event_count_ = 0;
  const bool has_pitch = block.frequency > 0.0;
  const double pitch = has_pitch ? semitones_of(block.frequency, setup_.reference_frequency) : -1.0;
  kept_[blocks_ % kept_blocks] = {.block = block, .pitch = pitch};
  path_.step(observe(block, pitch));
  ++blocks_;
  if (blocks_ > lag_) read(lag_);
  return {events_.data(), event_count_};
}

std::span<const NoteEvent> NoteTracker::finish() noexcept {
  event_count_ = 0;
  for (std::size_t lag = std::min(lag_, blocks_); lag-- > 0;) read(lag);
  if (note_ >= 0) {
    const TrackedBlock& last = kept(blocks_ - 1).block;
    const std::uint64_t end = last.start + last.samples;
    if (heard_ == end)
      report(false, end);
    else
      close(end);
    note_ = -1;
  }
  return {events_.data(), event_count_};
}

NotePath::Observation NoteTracker::observe(const TrackedBlock& block, double pitch) noexcept {
  double loudest = block.level;
  for (std::size_t back = 1; back <= std::min(fall_blocks_, blocks_); ++back)
    loudest = std::max(loudest, kept(blocks_ - back).block.level);
  return {.pitch = static_cast<float>(std::clamp(pitch, -1.0, 200.0)),
          .clarity = static_cast<float>(pitch < 0.0 ? 0.0 : block.clarity),
          .fall = static_cast<float>(loudest - block.level),
          .onset = block.onset};
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
  const bool is_new = state.note >= 0 && back - lag + 1 >= hold_ && is_sure;
  if (is_new)
    open(state.note, start, now);
  else if (note_ >= 0 && static_cast<float>(away_) >= model_.gone)
    close(kept(now).block.start);
}

/// Whether the path is still at the open note.
bool NoteTracker::goes_on(NotePath::State state, std::size_t start, bool is_old) const noexcept {
  if (state.note != note_) return false;
  return is_old || start <= reported_ || static_cast<float>(start - start_) < model_.again;
}

void NoteTracker::open(int note, std::size_t start, std::size_t now) noexcept {
  const std::uint64_t onset = onset_near(start);
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
  const std::uint64_t end = std::min(shifted(heard_, model_.end_shift), latest);
  report(false, std::max(end, onset_ + BufferConstants::chunk_samples));
  note_ = -1;
}

/// Adds a block to the open note.
void NoteTracker::hear(std::size_t index) noexcept {
  away_ = 0;
  const Kept& block = kept(index);
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

/// Where the stream most looks like a beginning, up to the end of a block and not long before it.
std::uint64_t NoteTracker::onset_near(std::size_t index) const noexcept {
  const std::uint64_t start = kept(index).block.start;
  const auto reach =
      static_cast<std::uint64_t>(model_.onset_search * static_cast<float>(setup_.rate));
  Beginning risen{.strength = model_.least_onset_rise, .sample = {}};
  Beginning changed{.strength = model_.least_onset_flux, .sample = {}};
  const std::size_t oldest = blocks_ > kept_blocks ? blocks_ - kept_blocks : 0;
  for (std::size_t i = index + 1; i-- > oldest;) {
    const TrackedBlock& block = kept(i).block;
    if (block.start + block.samples + reach <= start) break;
    const auto consider = [&](Beginning& best, float strength, std::uint32_t chunk) {
      const std::uint64_t sample = block.start + chunk * BufferConstants::chunk_samples;
      if (strength >= best.strength && sample + reach >= start) best = {strength, sample};
    };
    consider(risen, block.onset.rise, block.onset.rise_chunk);
    consider(changed, block.onset.flux, block.onset.flux_chunk);
  }
  if (risen.sample) return shifted(*risen.sample, model_.onset_shift);
  return shifted(changed.sample.value_or(start), model_.onset_shift);
}

std::uint64_t NoteTracker::shifted(std::uint64_t sample, float seconds) const noexcept {
  const auto first = static_cast<std::int64_t>(
      kept(blocks_ > kept_blocks ? blocks_ - kept_blocks : 0).block.start);
  const auto shift = static_cast<std::int64_t>(
      std::lround(static_cast<double>(seconds) * static_cast<double>(setup_.rate)));
  return static_cast<std::uint64_t>(std::max(first, static_cast<std::int64_t>(sample) + shift));
}

}  // namespace audioblocks
