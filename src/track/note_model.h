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
  float deviation = 0.25F;
  /// How much of the semitones that a gliding pitch moves from block to block joins the deviation,
  /// and the most that is a glide.
  float glide = 5.92F;
  float most_glide = 0.38F;
  /// The most that a clear block counts, 0 … 1.
  float surest = 0.85F;
  /// Probability that a sounding note's block shows something else.
  float wrong = 0.28F;
  /// Probability that a silent block is voiced.
  float silent = 0.028F;
  /// Probability that a beginning note's block shows its pitch.
  float attack_sure = 0.36F;
  /// How well a note fits a pitch that is an octave, a twelfth or two octaves lower.
  float multiple = 0.10F;
  /// For silence, by dB below the mean level of a quarter of a second before, beyond the least:
  /// what a released note does in a room.
  float sunk_weight = 0.045F;
  float least_sunk = 0.66F;
  /// For silence, by dB below the highest level lately, beyond the least; that is forgotten by so
  /// many dB a second.
  float below_weight = 0.14F;
  float least_below = 12.7F;
  float forgotten = 2.73F;

  // What a change costs.
  float begin = 7.08F;
  float change = 5.0F;
  /// For a change in a block where the pitch does not jump.
  float no_jump = 1.73F;
  float repeat = 4.0F;
  float end = 1.87F;
  float attack_stay = 0.85F;
  /// By octave of a change, up to two.
  float octave = 2.54F;

  // How much is paid for by what speaks for a beginning, each beyond what is usual without one and
  // up to a most.
  /// By dB that the level rises from chunk to chunk.
  float rise_weight = 0.32F;
  float least_rise = 0.14F;
  float most_rise = 5.62F;
  /// By the rise of the highest octave.
  float flux_weight = 0.2F;
  float most_flux = 8.85F;
  /// By how much less exactly the block repeats than the ones before: where a sound begins the wave
  /// changes, even if pitch and level do not.
  float unlike_weight = 1.72F;
  float least_unlike = 0.3F;
  float most_unlike = 1.27F;
  /// That counts less by each dB, beyond the least, by which the sound is louder than soon after,
  /// and nothing from so many on: a drum passes.
  float least_passing = 0.47F;
  float most_passing = 5.73F;
  /// By dB of a dip.
  float dip_weight = 0.13F;
  float least_dip = 0.52F;
  float most_dip = 16.3F;
  /// By dB that all of the 90 ms after are louder; what is not, speaks against a beginning, up to a
  /// most.
  float lasting_weight = 0.3F;
  float least_lasting = 0.94F;
  float most_lasting = 6.24F;
  float most_lacking = 3.0F;

  // When a note is reported.
  /// Seconds that the path must have held it.
  float hold = 0.06F;
  /// A block less where all of its blocks repeat so exactly, which no stroke of a drum does; never
  /// where it is more than 1.
  float exact = 2.0F;
  /// By how much it must explain the last block better than silence, while the path is open.
  float margin = 0.0F;
  /// Blocks that the path is away from it until it ends.
  float gone = 1.0F;
  /// Blocks until the same note can begin again.
  float again = 0.0F;

  // Where it begins: what speaks for a place near the block that shows it first,
  /// by dB of a rise, up to a most, less that of a mere fluctuation;
  float onset_rise = 0.63F;
  float most_onset_rise = 28.3F;
  float least_onset = 2.46F;
  /// by how much less exactly a block repeats;
  float onset_unlike = 0.97F;
  float most_onset_unlike = 3.19F;
  /// and against it, by block between that shows one sound and nothing else, or no pitch.
  float onset_calm = 1.91F;
  float onset_unvoiced = 15.3F;
  /// How many seconds before that block it is searched.
  float onset_search = 0.19F;
  /// Seconds from a rise to the beginning, less in proportion for a rise of so many dB a chunk, and
  /// none from there on: what swells is heard to begin where it is near its full level (Vos &
  /// Rasch, "The perceptual onset of musical tones", Perception & Psychophysics 29, 1981).
  float swell = 0.02F;
  float sharp_rise = 20.0F;
  /// Seconds that ends are moved by: the last block goes on behind them.
  float end_shift = -0.011F;
};

/// For reports while the path is still open.
constexpr NoteModel live_note_model() noexcept {
  NoteModel model;
  model.detuning = 0.2F;
  model.glide = 3.5F;
  model.most_glide = 0.18F;
  model.wrong = 0.39F;
  model.silent = 0.12F;
  model.attack_sure = 0.33F;
  model.multiple = 0.36F;
  model.least_sunk = 3.87F;
  model.below_weight = 0.077F;
  model.least_below = 8.82F;
  model.forgotten = 5.4F;
  model.begin = 4.8F;
  model.change = 3.8F;
  model.no_jump = 0.69F;
  model.end = 0.82F;
  model.octave = 0.89F;
  model.rise_weight = 0.64F;
  model.least_rise = 0.16F;
  model.most_rise = 4.47F;
  model.most_flux = 8.05F;
  model.unlike_weight = 1.32F;
  model.least_unlike = 0.65F;
  model.most_unlike = 1.95F;
  model.dip_weight = 0.22F;
  model.least_dip = 0.27F;
  model.most_dip = 6.31F;
  model.exact = 0.8F;
  model.margin = 0.26F;
  model.gone = 8.0F;
  model.again = 3.0F;
  model.onset_rise = 0.45F;
  model.most_onset_rise = 12.0F;
  model.least_onset = 1.61F;
  model.onset_unlike = 0.74F;
  model.most_onset_unlike = 1.05F;
  model.onset_unvoiced = 2.87F;
  model.onset_search = 0.07F;
  model.swell = 0.0F;
  model.end_shift = -0.003F;
  return model;
}

}  // namespace audioblocks
