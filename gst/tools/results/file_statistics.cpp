// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/file_statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "gst/audioblocks/audioblocks.h"

namespace audioblocks::tool {

namespace {

constexpr std::size_t melody_notes = 24;

}  // namespace

void FileStatistics::add(const Block& block) {
  ++blocks_;
  samples_ += static_cast<std::uint64_t>(block.valid_samples);
  time_.add(block);
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
  if (!pitch.voiced) return;
  voiced_time_.add(block);
  // With a clarity threshold of 0 a block without any clarity can be voiced.
  const double weight = std::max(pitch.clarity * block.seconds(), 1e-9);
  pitches_.add(pitch.frequency, block.seconds(), weight);
  if (pitch.midi_note >= 0)
    add_note(pitch, block, weight);
  else
    unnamed_time_.add(block);
}

void FileStatistics::add_note(const Pitch& pitch, const Block& block, double weight) {
  NoteUse& use = notes_[pitch.midi_note];
  use.name = pitch.note;
  use.time.add(block);
  use.clarity_weight += weight;
  use.weighted_frequency += weight * pitch.frequency;
  use.weighted_cents += weight * pitch.cents;
}

void FileStatistics::add(const HeardNote& note) {
  if (melody_.size() < melody_notes)
    melody_.emplace_back(note.name);
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
  std::ranges::stable_sort(notes, std::ranges::greater(),
                           [](const NoteUse& use) { return use.time.seconds(); });
  return notes;
}

std::optional<PitchHistogram::Peak> FileStatistics::main_pitch() const {
  const PitchHistogram::Peak peak = pitches_.peak();
  if (!(peak.share > 0.5)) return std::nullopt;
  return peak;
}

}  // namespace audioblocks::tool
