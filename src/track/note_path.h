// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "src/analysis/onset.h"
#include "src/base/realtime.h"
#include "src/track/note_model.h"

namespace audioblocks {

/// The best path through silence and, for each semitone, the attack and the sustain of a note: a
/// hidden Markov model, decoded by Viterbi's algorithm. In the manner of the notes of Mauch et al.,
/// "Computer-aided Melody Note Transcription Using the Tony Software" (2015), section 2.2.
class NotePath {
 public:
  /// The range of MIDI notes.
  static constexpr int lowest = 28;
  static constexpr int highest = 103;
  static constexpr std::size_t notes = std::size_t{highest} - std::size_t{lowest} + 1;
  /// How many blocks of the path are kept.
  static constexpr std::size_t longest = 64;

  /// Where the path is at a block.
  struct State {
    /// MIDI note, −1 for silence.
    int note = -1;
    bool is_attack = false;
  };

  struct Observation {
    /// MIDI number with a fraction; anything where `clarity` is 0.
    float pitch = 0.0F;
    float clarity = 0.0F;
    /// dB below the mean level 90 to 280 ms before, and below the highest level lately.
    float sunk = 0.0F;
    float below = 0.0F;
    Onset onset;
    /// By how much less exactly the block repeats than those before: a logarithm, at least 0.
    float unlike = 0.0F;
    /// Around the quieter of this block and the one before: dB by which the level is higher both
    /// before and after it, and by which all of the 90 ms after it are louder.
    float dip = 0.0F;
    float lasting = 0.0F;
    /// dB by which the level is higher now than 70 to 90 ms later.
    float passing = 0.0F;
  };

  /// Goes back to silence. `block_seconds`: how long a block is.
  void begin(const NoteModel& model, double block_seconds) noexcept;

  /// Takes the next block.
  void step(const Observation& block) noexcept AUDIOBLOCKS_REALTIME;

  /// The states of the best path so far, newest first, as many as there are and fit; valid until
  /// the next step().
  template <std::size_t Count>
  std::size_t trace(std::array<State, Count>& states) const noexcept AUDIOBLOCKS_REALTIME {
    static_assert(Count <= longest);
    return trace(states.data(), Count);
  }

  /// By how much a note explains the last block better than silence, at most; less while the notes
  /// of the path have not yet made up for their beginning.
  [[nodiscard]] float sureness() const noexcept AUDIOBLOCKS_REALTIME {
    return (-silence_ - model_.end) / weight_;
  }

 private:
  using Scores = std::array<float, notes>;
  /// Where an attack came from.
  enum class Origin : std::uint8_t { silence, other_note, same_note, attack };

  /// How each state of a block was come to.
  struct Step {
    std::array<Origin, notes> attack_from{};
    /// Whether each sustain came from the attack.
    std::array<bool, notes> is_new{};
    /// The note that others were left for, and where silence came from.
    std::size_t best_sustain = 0;
    State silence_from;
  };

  [[nodiscard]] float deviation() const noexcept;
  void observe(const Observation& block) noexcept;
  void show(float pitch, float part, float clarity) noexcept;
  [[nodiscard]] float sustain_seen(float fit, float clarity) const noexcept;
  [[nodiscard]] float attack_seen(float fit, float clarity) const noexcept;
  [[nodiscard]] float payment(const Observation& block) const noexcept;
  void begin_notes(std::size_t best_sustain, float paid, Step& step) noexcept;
  void subtract_best() noexcept;
  [[nodiscard]] State best() const noexcept;
  [[nodiscard]] static State before(const Step& step, State state) noexcept;
  std::size_t trace(State* states, std::size_t count) const noexcept AUDIOBLOCKS_REALTIME;

  NoteModel model_;
  /// Of a block, by its duration.
  float weight_ = 1.0F;
  std::array<float, notes> jump_costs_{};
  std::size_t blocks_ = 0;
  float pitch_before_ = 0.0F;
  /// Semitones from the block before.
  float moved_ = 0.0F;

  float silence_ = 0.0F;
  Scores attacks_{};
  Scores sustains_{};
  Scores new_attacks_{};
  float silence_seen_ = 0.0F;
  Scores attacks_seen_{};
  Scores sustains_seen_{};
  std::array<Step, longest> steps_{};
};

}  // namespace audioblocks
