// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

namespace audioblocks {

/// The constants of the notes' hidden Markov model, all of them: logarithms of probabilities where
/// nothing else is said. They hold for blocks of about 22 ms; NotePath weighs longer and shorter
/// ones by their duration. docs/track.md says how they were found.
struct NoteModel {
  // What is observed.
  /// How far off the scale a note may be, and the standard deviation of its pitch beyond that; both
  /// in semitones.
  float detuning = 0.15F;
  float deviation = 0.28F;
  /// How much of the semitones that a gliding pitch moves from block to block joins the deviation,
  /// and the most that is a glide.
  float glide = 8.5F;
  float most_glide = 0.5F;
  /// The most that a clear block counts, 0 … 1.
  float surest = 0.85F;
  /// Probability that a sounding note's block shows something else.
  float wrong = 0.19F;
  /// Probability that a silent block is voiced.
  float silent = 0.05F;
  /// Probability that a beginning note's block shows its pitch.
  float attack_sure = 0.2F;
  /// For silence, by dB of the fall within 100 ms beyond the least: what a released string does.
  float fall_weight = 0.6F;
  float least_fall = 9.0F;

  // What a change costs.
  float begin = 7.8F;
  float change = 5.0F;
  /// For a change in a block where the pitch does not jump.
  float no_jump = 1.2F;
  float repeat = 4.0F;
  float end = 1.4F;
  float attack_stay = 0.85F;
  /// By octave of a change, up to two.
  float octave = 1.95F;

  // How much an onset pays for.
  float rise_weight = 0.7F;
  float least_rise = 0.25F;
  float most_rise = 6.0F;
  float flux_weight = 0.2F;
  float most_flux = 15.0F;
  /// Nobody strikes a note again unheard: what the onset must pay at least.
  float least_repeat = 3.9F;

  // When a note is reported.
  /// Seconds that the path must have held it.
  float hold = 0.06F;
  /// By how much it must explain the last block better than silence, while the path is open.
  float margin = 0.0F;
  /// Blocks that the path is away from it until it ends.
  float gone = 1.0F;
  /// Blocks until the same note can begin again.
  float again = 0.0F;
  /// How strong an onset must be to be the note's, in dB and as flux, and how many seconds before
  /// the block that the path begins in it may lie.
  float least_onset_rise = 2.2F;
  float least_onset_flux = 2.0F;
  float onset_search = 0.05F;
  /// Seconds that the times are moved by.
  float onset_shift = 0.007F;
  float end_shift = -0.011F;
};

/// For reports while the path is still open.
constexpr NoteModel live_note_model() noexcept {
  NoteModel model;
  model.detuning = 0.2F;
  model.deviation = 0.21F;
  model.glide = 3.9F;
  model.most_glide = 0.45F;
  model.surest = 0.92F;
  model.silent = 0.12F;
  model.attack_sure = 0.29F;
  model.fall_weight = 0.28F;
  model.begin = 6.0F;
  model.change = 3.3F;
  model.no_jump = 2.4F;
  model.end = 2.1F;
  model.attack_stay = 1.1F;
  model.octave = 1.65F;
  model.least_rise = 0.2F;
  model.flux_weight = 0.15F;
  model.hold = 0.045F;
  model.margin = 0.3F;
  model.gone = 8.0F;
  model.again = 3.0F;
  model.least_onset_flux = 3.3F;
  model.onset_shift = 0.006F;
  model.end_shift = -0.02F;
  return model;
}

}  // namespace audioblocks
