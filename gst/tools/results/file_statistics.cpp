// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/file_statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "gst/audioblocks/audioblocks.h"

namespace audioblocks::tool {

namespace {

/// In seconds: a note counts as played when it is held this long; shorter ones are mostly attacks
/// and slides.
constexpr double held_long_enough = 0.08;
constexpr std::size_t melody_notes = 24;

}  // namespace

void FileStatistics::add(const Block& block) {
  ++blocks_;
  samples_ += static_cast<std::uint64_t>(block.valid_samples);
  seconds_ += block.seconds();
  int block_samples = 0;
  gst_audio_block_get_block_samples(block.fields, &block_samples);
  block_samples_ = std::max(block_samples_, block_samples);
  add_level(block);
  if (block.pitch) add_pitch(block, *block.pitch);
}

void FileStatistics::add_level(const Block& block) {
  if (!block.rms || !block.peak) return;
  has_level_ = true;
  energy_ += std::pow(10.0, *block.rms / 10.0) * block.valid_samples;
  peak_ = std::max(peak_, *block.peak);
}

void FileStatistics::add_pitch(const Block& block, const Pitch& pitch) {
  has_pitch_ = true;
  follow_melody(pitch.voiced ? pitch.midi_note : -1, pitch.note, block.seconds());
  if (!pitch.voiced) return;
  voiced_seconds_ += block.seconds();
  const double weight = pitch.clarity * block.seconds();
  pitches_.add(pitch.frequency, weight);
  NoteUse& use = notes_[pitch.midi_note];
  use.name = pitch.note;
  use.seconds += block.seconds();
  // With a clarity threshold of 0 a block without any clarity can be voiced.
  const double note_weight = std::max(weight, 1e-9);
  use.clarity_weight += note_weight;
  use.weighted_frequency += note_weight * pitch.frequency;
  use.weighted_cents += note_weight * pitch.cents;
}

void FileStatistics::follow_melody(int midi_note, const char* name, double seconds) {
  held_seconds_ = midi_note == held_note_ ? held_seconds_ + seconds : seconds;
  held_note_ = midi_note;
  if (midi_note < 0 || held_seconds_ < held_long_enough) return;
  if (!melody_.empty() && melody_.back() == name) return;
  if (melody_.size() < melody_notes)
    melody_.emplace_back(name);
  else
    melody_goes_on_ = true;
}

double FileStatistics::rms() const {
  return samples_ > 0 ? power_to_db(energy_ / static_cast<double>(samples_)) : min_db;
}

std::vector<NoteUse> FileStatistics::notes() const {
  std::vector<NoteUse> notes;
  notes.reserve(notes_.size());
  for (const auto& [midi_note, use] : notes_) notes.push_back(use);
  std::ranges::stable_sort(notes, std::ranges::greater(), &NoteUse::seconds);
  return notes;
}

}  // namespace audioblocks::tool
