// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

namespace audioblocks {

/// The constants of the pitch's hidden Markov model, all of them: logarithms of odds or of
/// probabilities where nothing else is said. They hold for blocks of about 22 ms; PitchTrack weighs
/// longer and shorter ones by their duration. docs/track.md says how they were found.
struct PitchModel {
  // Whether a block is voiced.
  /// For a block as loud as those before, and as clear as the threshold.
  float voiced = 1.8F;
  /// By the odds of the clarity.
  float clarity_weight = 0.9F;
  /// By dB below the loudest of the last seconds, which is forgotten by so many dB a second.
  float level_weight = 0.14F;
  float forgotten = 14.0F;
  /// That the pitch is another multiple of the guess: for two blocks less than two jumps, for three
  /// more.
  float other_multiple = 6.0F;

  // What a change costs.
  float begin = 2.3F;
  float end = 2.9F;
  /// By octave, and at most.
  float octave = 12.0F;
  float most = 8.0F;

  // How the pitch of an unclear block follows its neighbours.
  /// Their part: so many times 1 − clarity, and at most.
  float follow = 4.7F;
  float most_followed = 0.47F;
  /// How far from it they may be, in octaves.
  float near = 0.25F;
};

}  // namespace audioblocks
