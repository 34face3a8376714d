// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/block_history.h"

#include <algorithm>
#include <cmath>

#include "src/base/buffer_constants.h"

namespace audioblocks {

namespace {

/// dBFS: nothing fainter counts.
constexpr float faintest = -100.0F;

float bounded_height(const TrackedBlock& block) noexcept {
  return static_cast<float>(std::clamp(block.height, 0.0, 1.0));
}

}  // namespace

void BlockHistory::begin(const NoteModel& model, int rate, std::size_t block_samples,
                         bool looks_ahead) noexcept {
  model_ = model;
  rate_ = static_cast<float>(rate);
  const double block_seconds = static_cast<double>(block_samples) / static_cast<double>(rate);
  const auto blocks_in = [&](double seconds, std::size_t least, std::size_t most) {
    return std::clamp(static_cast<std::size_t>(std::lround(seconds / block_seconds)), least, most);
  };
  constexpr double near_seconds = 0.093;
  constexpr double later_seconds = 0.07;
  constexpr double far_seconds = 0.28;
  near_ = blocks_in(near_seconds, 2, longest_ahead);
  far_ = blocks_in(far_seconds, 3, longest_search);
  search_ = blocks_in(static_cast<double>(model.onset_search), 1, longest_search);
  ahead_ = looks_ahead ? near_ : 0;
  later_ = looks_ahead ? blocks_in(later_seconds, 1, longest_ahead) : 0;
  forgotten_ = model.forgotten * static_cast<float>(block_seconds);
  size_ = 0;
}

void BlockHistory::push(const TrackedBlock& block, double pitch) noexcept {
  const float loudest = size_ > 0 ? at(size_ - 1).loudest - forgotten_ : faintest;
  Block& kept = blocks_[size_ % longest];
  kept = {.block = block, .pitch = pitch, .loudest = 0.0F};
  kept.loudest = std::max(level(size_), loudest);
  ++size_;
}

NotePath::Observation BlockHistory::observe(std::size_t index) const noexcept {
  const Block& now = at(index);
  const float here = level(index);
  const float lowest = std::min(here, level(before(index, 1)));
  const float earlier = loudest(before(index, near_), before(index, 1));
  const float later = loudest(index, after(index, later_));
  const float peak = loudest(index, after(index, 1));
  const std::size_t last = after(index, ahead_);
  return {.pitch = static_cast<float>(std::clamp(now.pitch, -1.0, 200.0)),
          .clarity = static_cast<float>(now.pitch < 0.0 ? 0.0 : now.block.clarity),
          .sunk = mean_level(before(index, far_), before(index, near_)) - here,
          .below = now.loudest - here,
          .onset = now.block.onset,
          .unlike = unlikeness(index),
          .dip = std::min(earlier, later) - lowest,
          .lasting = last > index ? quietest(index + 1, last) - lowest : model_.least_lasting,
          .passing = last > index ? peak - loudest(after(index, later_), last) : 0.0F};
}

std::uint64_t BlockHistory::onset_near(std::size_t index) const noexcept {
  std::uint64_t place = at(index).block.start;
  float best = 0.0F;
  float crossed = 0.0F;
  const std::size_t oldest = before(index, search_);
  for (std::size_t i = after(index, 1) + 1; i-- > oldest;) {
    const TrackedBlock& block = at(i).block;
    const auto consider = [&](float strength, std::uint64_t sample) {
      if (strength - crossed < best) return;
      best = strength - crossed;
      place = sample;
    };
    const float rise = std::min(block.onset.rise, model_.most_onset_rise);
    consider(model_.onset_rise * rise - model_.least_onset, beginning_after_rise(block));
    const float unlike = unlikeness(i);
    if (unlike > 0.0F)
      consider(model_.onset_unlike * std::min(unlike, model_.most_onset_unlike), block.start);
    if (i < index) crossed += crossing_cost(block);
  }
  return place;
}

/// Behind a gentle rise, but not behind the last chunk that has come.
std::uint64_t BlockHistory::beginning_after_rise(const TrackedBlock& block) const noexcept {
  constexpr std::uint64_t chunk = BufferConstants::chunk_samples;
  const TrackedBlock& newest = at(size_ - 1).block;
  const std::uint64_t end = newest.start + newest.samples;
  const std::uint64_t rise = block.start + block.onset.rise_chunk * chunk;
  const float gentleness = std::max(0.0F, 1.0F - block.onset.rise / model_.sharp_rise);
  const auto swell = static_cast<std::uint64_t>(rate_ * model_.swell * gentleness);
  return std::min(rise + swell, std::max(rise + chunk, end) - chunk);
}

/// What speaks against a beginning before a block: that it still shows one sound and nothing else,
/// or no pitch at all, as a consonant does.
float BlockHistory::crossing_cost(const TrackedBlock& block) const noexcept {
  // A block of two sounds repeats by less.
  constexpr float mixed = 0.8F;
  const float calm = std::max(0.0F, (bounded_height(block) - mixed) / (1.0F - mixed));
  const auto unvoiced = static_cast<float>(1.0 - block.clarity);
  return model_.onset_calm * calm + model_.onset_unvoiced * unvoiced;
}

/// By how much a block repeats less exactly than the two before, as a logarithm: the wave changes
/// where a sound begins, even if its pitch and level do not. At least 0.
float BlockHistory::unlikeness(std::size_t index) const noexcept {
  // What a steady tone with a vibrato may lack.
  constexpr float steady = 0.01F;
  const auto lack = [&](std::size_t i) { return 1.0F + steady - bounded_height(at(i).block); };
  const float usual = std::min(lack(before(index, 1)), lack(before(index, 2)));
  return std::max(0.0F, std::log(lack(index) / usual));
}

std::size_t BlockHistory::before(std::size_t index, std::size_t count) noexcept {
  return index - std::min(index, count);
}

std::size_t BlockHistory::after(std::size_t index, std::size_t count) const noexcept {
  return std::min(size_ - 1, index + count);
}

float BlockHistory::level(std::size_t index) const noexcept {
  return std::max(faintest, static_cast<float>(at(index).block.level));
}

float BlockHistory::loudest(std::size_t first, std::size_t last) const noexcept {
  float most = level(first);
  for (std::size_t i = first + 1; i <= last; ++i) most = std::max(most, level(i));
  return most;
}

float BlockHistory::quietest(std::size_t first, std::size_t last) const noexcept {
  float least = level(first);
  for (std::size_t i = first + 1; i <= last; ++i) least = std::min(least, level(i));
  return least;
}

float BlockHistory::mean_level(std::size_t first, std::size_t last) const noexcept {
  float sum = 0.0F;
  for (std::size_t i = first; i <= last; ++i) sum += level(i);
  return sum / static_cast<float>(last - first + 1);
}

}  // namespace audioblocks
