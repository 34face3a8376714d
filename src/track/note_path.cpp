// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/note_path.h"

#include <algorithm>
#include <cmath>

namespace audioblocks {

namespace {

constexpr float impossible = -1e9F;

constexpr std::size_t index_of(int note) noexcept {
  return static_cast<std::size_t>(note - NotePath::lowest);
}
constexpr int note_at(std::size_t index) noexcept {
  return NotePath::lowest + static_cast<int>(index);
}

std::size_t place_of_greatest(const std::array<float, NotePath::notes>& values) noexcept {
  return static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
}

}  // namespace

void NotePath::begin(const NoteModel& model, double block_seconds) noexcept {
  model_ = model;
  constexpr double usual_seconds = 0.0232;
  weight_ = static_cast<float>(std::clamp(block_seconds / usual_seconds, 0.1, 2.0));
  for (std::size_t d = 0; d < notes; ++d) {
    const float octaves = std::min(static_cast<float>(d) / 12.0F, 2.0F);
    jump_costs_[d] = model_.octave * octaves;
  }
  blocks_ = 0;
  pitch_before_ = 0.0F;
  silence_ = 0.0F;
  attacks_.fill(impossible);
  sustains_.fill(impossible);
}

/// Where the pitch glides, it may be that of any note on its way.
float NotePath::deviation() const noexcept {
  const float glide = moved_ < model_.most_glide ? model_.glide * moved_ : 0.0F;
  return std::hypot(model_.deviation, glide);
}

/// Logarithms of the likelihoods of what the block shows, in each state.
void NotePath::observe(const Observation& block) noexcept {
  const float voiced = std::min(block.clarity, model_.surest);
  const float unvoiced = 1.0F - voiced;
  // What any pitch is likely to be a tenth of the time, where the note does not show.
  const auto sustain = [&](float fit) {
    return std::log(voiced * ((1.0F - model_.wrong) * fit + 0.1F * model_.wrong) +
                    unvoiced * model_.wrong);
  };
  const auto attack = [&](float fit) {
    return std::log(voiced * (model_.attack_sure * fit + (1.0F - model_.attack_sure) * 0.15F) +
                    unvoiced * 0.3F);
  };
  sustains_seen_.fill(weight_ * sustain(0.0F));
  attacks_seen_.fill(weight_ * attack(0.0F));
  const int near = static_cast<int>(std::lround(block.pitch));
  constexpr int reach = 2;
  const float spread = deviation();
  for (int note = std::max(lowest, near - reach); note <= std::min(highest, near + reach); ++note) {
    const float distance = std::abs(block.pitch - static_cast<float>(note));
    const float off = std::max(0.0F, distance - model_.detuning) / spread;
    const float fit = std::exp(-0.5F * off * off);
    sustains_seen_[index_of(note)] = weight_ * sustain(fit);
    attacks_seen_[index_of(note)] = weight_ * attack(fit);
  }
  constexpr float most_fall = 20.0F;
  const float fall = std::clamp(block.fall - model_.least_fall, 0.0F, most_fall);
  silence_seen_ =
      weight_ * (std::log(voiced * model_.silent + unvoiced) + model_.fall_weight * fall);
}

/// How much of what a note's beginning costs the onset pays for.
float NotePath::payment(const Onset& onset) const noexcept {
  return model_.rise_weight * std::clamp(onset.rise - model_.least_rise, 0.0F, model_.most_rise) +
         model_.flux_weight * std::min(onset.flux, model_.most_flux);
}

void NotePath::step(const Observation& block) noexcept {
  moved_ = std::abs(block.pitch - pitch_before_);
  pitch_before_ = block.pitch;
  observe(block);
  const float paid = payment(block.onset);
  Step& step = steps_[blocks_++ % longest];
  const std::size_t best_sustain = place_of_greatest(sustains_);
  const std::size_t best_attack = place_of_greatest(attacks_);
  step.best_sustain = best_sustain;

  const float ended = sustains_[best_sustain] - model_.end;
  const float given_up = attacks_[best_attack] - model_.end - 1.0F;
  const float new_silence = std::max({silence_, ended, given_up}) + silence_seen_;
  if (silence_ >= ended && silence_ >= given_up)
    step.silence_from = {};
  else if (ended >= given_up)
    step.silence_from = {.note = note_at(best_sustain), .is_attack = false};
  else
    step.silence_from = {.note = note_at(best_attack), .is_attack = true};

  begin_notes(best_sustain, paid, step);
  for (std::size_t s = 0; s < notes; ++s) {
    step.is_new[s] = attacks_[s] > sustains_[s];
    sustains_[s] = std::max(sustains_[s], attacks_[s]) + sustains_seen_[s];
  }
  attacks_ = new_attacks_;
  silence_ = new_silence;
  subtract_best();
}

/// Each note's attack: out of silence, after another note or itself, or going on.
void NotePath::begin_notes(std::size_t best_sustain, float paid, Step& step) noexcept {
  const float repeat = paid >= model_.least_repeat ? model_.repeat - paid : -impossible;
  const float out_of_silence = silence_ - model_.begin + paid;
  const float change = model_.change + (moved_ < model_.most_glide ? model_.no_jump : 0.0F);
  const float after_other = sustains_[best_sustain] - change + paid;
  for (std::size_t s = 0; s < notes; ++s) {
    const std::size_t distance = s > best_sustain ? s - best_sustain : best_sustain - s;
    float best = out_of_silence;
    Origin origin = Origin::silence;
    const auto offer = [&](float score, Origin from) {
      origin = score > best ? from : origin;
      best = std::max(best, score);
    };
    offer(distance == 0 ? impossible : after_other - jump_costs_[distance], Origin::other_note);
    offer(sustains_[s] - repeat, Origin::same_note);
    offer(attacks_[s] - weight_ * model_.attack_stay, Origin::attack);
    new_attacks_[s] = best + attacks_seen_[s];
    step.attack_from[s] = origin;
  }
}

/// Keeps the scores small: the best becomes 0.
void NotePath::subtract_best() noexcept {
  float best = silence_;
  for (std::size_t s = 0; s < notes; ++s) best = std::max({best, attacks_[s], sustains_[s]});
  silence_ -= best;
  for (std::size_t s = 0; s < notes; ++s) {
    attacks_[s] -= best;
    sustains_[s] -= best;
  }
}

NotePath::State NotePath::best() const noexcept {
  const std::size_t attack = place_of_greatest(attacks_);
  const std::size_t sustain = place_of_greatest(sustains_);
  if (silence_ >= attacks_[attack] && silence_ >= sustains_[sustain]) return {};
  if (attacks_[attack] >= sustains_[sustain]) return {.note = note_at(attack), .is_attack = true};
  return {.note = note_at(sustain), .is_attack = false};
}

NotePath::State NotePath::before(const Step& step, State state) noexcept {
  if (state.note < 0) return step.silence_from;
  const auto note = index_of(state.note);
  if (!state.is_attack) return {.note = state.note, .is_attack = step.is_new[note]};
  switch (step.attack_from[note]) {
    case Origin::other_note:
      return {.note = note_at(step.best_sustain), .is_attack = false};
    case Origin::same_note:
      return {.note = state.note, .is_attack = false};
    case Origin::attack:
      return state;
    case Origin::silence:
      break;
  }
  return {};
}

std::size_t NotePath::trace(State* states, std::size_t count) const noexcept {
  count = std::min(count, blocks_);
  State state = best();
  for (std::size_t back = 0; back < count; ++back) {
    states[back] = state;
    state = before(steps_[(blocks_ - 1 - back) % longest], state);
  }
  return count;
}

}  // namespace audioblocks
