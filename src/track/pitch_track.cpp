// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/pitch_track.h"

#include <algorithm>
#include <cmath>

namespace audioblocks {

namespace {

constexpr float impossible = -1e9F;
/// More than any change costs.
constexpr float certain = 1e3F;

float log_odds(double probability) noexcept {
  constexpr double least = 0.002;
  const double p = std::clamp(probability, least, 1.0 - least);
  return static_cast<float>(std::log(p / (1.0 - p)));
}

}  // namespace

void PitchTrack::begin(const Setup& setup, const PitchModel& model) noexcept {
  *this = {};
  model_ = model;
  setup_ = setup;
  setup_.lag = std::clamp(setup.lag, std::size_t{1}, longest_lag);
  threshold_odds_ = log_odds(setup.clarity_threshold);
  constexpr double usual_seconds = 0.0213;
  const double seconds = static_cast<double>(setup.block_samples) / static_cast<double>(setup.rate);
  weight_ = static_cast<float>(std::clamp(seconds / usual_seconds, 0.1, 2.0));
  forgotten_ = model.forgotten * static_cast<float>(seconds);
  constexpr float faintest = -1000.0F;
  loudest_ = faintest;
  scores_.fill(impossible);
  scores_[unvoiced] = 0.0F;
}

std::optional<double> PitchTrack::push(const TrackedBlock& block) noexcept {
  Step& now = steps_[blocks_ % steps_.size()];
  const Scores seen = observe(block, now);
  const Step& before = step(blocks_ + steps_.size() - 1);
  Scores scores{};
  for (std::size_t to = 0; to < states; ++to) {
    scores[to] = 2.0F * impossible;
    for (std::size_t from = 0; from < states; ++from) {
      const float score = scores_[from] - change_cost(before, from, now, to);
      if (score <= scores[to]) continue;
      scores[to] = score;
      now.from[to] = static_cast<std::uint8_t>(from);
    }
    scores[to] += seen[to];
  }
  const float highest = *std::ranges::max_element(scores);
  for (std::size_t s = 0; s < states; ++s) scores_[s] = std::max(scores[s] - highest, impossible);
  ++blocks_;
  if (blocks_ <= setup_.lag) return {};
  ++reported_;
  return decide(setup_.lag);
}

std::optional<double> PitchTrack::drain() noexcept {
  if (reported_ == blocks_) return {};
  ++reported_;
  return decide(blocks_ - reported_);
}

/// How likely each state is, by what the block shows; fills in its pitches.
PitchTrack::Scores PitchTrack::observe(const TrackedBlock& block, Step& now) noexcept {
  Scores scores{};
  const float voiced = evidence(block);
  now.clarity = static_cast<float>(block.clarity);
  for (std::size_t m = 0; m < multiples.size(); ++m) {
    const double frequency = multiples[m] * block.frequency;
    const bool is_in_range =
        m == 0 || (frequency >= setup_.min_frequency &&
                   (setup_.max_frequency <= 0.0 || frequency <= setup_.max_frequency));
    const bool is_possible = block.frequency > 0.0 && is_in_range;
    now.octaves[m] = is_possible ? static_cast<float>(std::log2(frequency)) : 0.0F;
    scores[m] =
        is_possible ? weight_ * (voiced - (m > 0 ? model_.other_multiple : 0.0F)) : impossible;
  }
  return scores;
}

/// The odds that a block is voiced.
float PitchTrack::evidence(const TrackedBlock& block) noexcept {
  constexpr float most_below = 40.0F;
  const auto level = static_cast<float>(block.level);
  loudest_ = std::max(level, loudest_ - forgotten_);
  // As for single blocks: every guess is asked for.
  if (setup_.clarity_threshold <= 0.0) return certain;
  return model_.voiced + model_.clarity_weight * (log_odds(block.clarity) - threshold_odds_) +
         model_.level_weight * std::max(level - loudest_, -most_below);
}

float PitchTrack::change_cost(const Step& before, std::size_t from, const Step& now,
                              std::size_t to) const noexcept {
  if (from == unvoiced) return to == unvoiced ? 0.0F : model_.begin;
  if (to == unvoiced) return model_.end;
  const float octaves = std::abs(before.octaves[from] - now.octaves[to]);
  return std::min(model_.octave * octaves, model_.most);
}

std::size_t PitchTrack::best() const noexcept {
  return static_cast<std::size_t>(std::ranges::max_element(scores_) - scores_.begin());
}

/// The frequency of the block `lag` before the last, on the best path.
double PitchTrack::decide(std::size_t lag) const noexcept {
  std::size_t index = blocks_ - 1;
  std::size_t state = best();
  std::size_t after = unvoiced;
  for (std::size_t back = 0; back < lag; ++back, --index) {
    after = state;
    state = step(index).from[state];
  }
  if (state == unvoiced) return 0.0;
  const Step& now = step(index);
  const float own = now.octaves[state];
  const std::size_t before = index > 0 ? now.from[state] : unvoiced;
  if (before == unvoiced || after == unvoiced) return std::exp2(static_cast<double>(own));

  const float earlier = step(index - 1).octaves[before];
  const float later = step(index + 1).octaves[after];
  const bool are_near =
      std::abs(earlier - own) < model_.near && std::abs(later - own) < model_.near;
  const float followed =
      are_near ? std::min(model_.follow * (1.0F - now.clarity), model_.most_followed) : 0.0F;
  return std::exp2(static_cast<double>(own + followed * (0.5F * (earlier + later) - own)));
}

}  // namespace audioblocks
