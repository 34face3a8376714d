// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/track/note_path.h"

#include <algorithm>
#include <array>
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
  sustains_seen_.fill(sustain_seen(0.0F, voiced));
  attacks_seen_.fill(attack_seen(0.0F, voiced));
  show(block.pitch, 1.0F, voiced);
  // Two tones at once, such as a note over one that still rings, repeat after a common multiple of
  // their periods.
  constexpr std::array intervals{12.0F, 19.0F, 24.0F};
  for (const float interval : intervals) show(block.pitch + interval, model_.multiple, voiced);

  constexpr float most = 20.0F;
  const float sunk = std::clamp(block.sunk - model_.least_sunk, 0.0F, most);
  const float below = std::clamp(block.below - model_.least_below, 0.0F, most);
  silence_seen_ = weight_ * (std::log(voiced * model_.silent + 1.0F - voiced) +
                             model_.sunk_weight * sunk + model_.below_weight * below);
}

/// Makes the notes near a pitch as likely as they fit it, times `part`, if they are not yet.
void NotePath::show(float pitch, float part, float clarity) noexcept {
  const float spread = deviation();
  const int nearest = static_cast<int>(std::lround(pitch));
  constexpr int reach = 2;
  constexpr float furthest = 3.0F;
  for (int note = std::max(lowest, nearest - reach); note <= std::min(highest, nearest + reach);
       ++note) {
    const float distance = std::abs(pitch - static_cast<float>(note));
    const float off = std::max(0.0F, distance - model_.detuning) / spread;
    if (off > furthest) continue;
    const float fit = part * std::exp(-0.5F * off * off);
    float& sustain = sustains_seen_[index_of(note)];
    float& attack = attacks_seen_[index_of(note)];
    sustain = std::max(sustain, sustain_seen(fit, clarity));
    attack = std::max(attack, attack_seen(fit, clarity));
  }
}

float NotePath::sustain_seen(float fit, float clarity) const noexcept {
  // What any pitch is likely to be a tenth of the time, where the note does not show.
  return weight_ * std::log(clarity * ((1.0F - model_.wrong) * fit + 0.1F * model_.wrong) +
                            (1.0F - clarity) * model_.wrong);
}

float NotePath::attack_seen(float fit, float clarity) const noexcept {
  return weight_ *
         std::log(clarity * (model_.attack_sure * fit + (1.0F - model_.attack_sure) * 0.15F) +
                  (1.0F - clarity) * 0.3F);
}

/// How much of what a note's beginning costs is paid for by what speaks for one.
float NotePath::payment(const Observation& block) const noexcept {
  const auto part = [](float value, float least, float most) {
    return std::clamp(value - least, 0.0F, most);
  };
  const float lasting =
      std::clamp(block.lasting - model_.least_lasting, -model_.most_lacking, model_.most_lasting);
  const float passing = part(block.passing, model_.least_passing, model_.most_passing);
  const float staying = 1.0F - passing / model_.most_passing;
  return model_.rise_weight * part(block.onset.rise, model_.least_rise, model_.most_rise) +
         model_.flux_weight * std::min(block.onset.flux, model_.most_flux) +
         staying * model_.unlike_weight *
             part(block.unlike, model_.least_unlike, model_.most_unlike) +
         model_.dip_weight * part(block.dip, model_.least_dip, model_.most_dip) +
         model_.lasting_weight * lasting;
}

void NotePath::step(const Observation& block) noexcept {
  moved_ = std::abs(block.pitch - pitch_before_);
  pitch_before_ = block.pitch;
  observe(block);
  const float paid = payment(block);
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
  const float repeat = model_.repeat - paid;
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
