// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "src/base/realtime.h"
#include "src/track/pitch_model.h"
#include "src/track/tracked_block.h"

namespace audioblocks {

/// The pitch that fits best into the blocks around each block: a hidden Markov model whose states
/// are the multiples of the block's guess and unvoiced, decoded by Viterbi's algorithm with a fixed
/// lag; the model is in the manner of Mauch & Dixon, "pYIN" (2014), section 2.2. Each block is
/// reported once, in order. Memory is fixed.
class PitchTrack {
 public:
  static constexpr std::size_t longest_lag = 8;

  struct Setup {
    int rate = 44100;
    std::size_t block_samples = 1024;
    /// Blocks of the future that decide about a block, 1 to longest_lag.
    std::size_t lag = longest_lag;
    /// As in AnalysisSettings, the frequencies in Hz; the highest 0 for any.
    double clarity_threshold = 0.5;
    double min_frequency = 0.0;
    double max_frequency = 0.0;

    bool operator==(const Setup&) const noexcept = default;
  };

  /// Goes back to the beginning of a run.
  void begin(const Setup& setup, const PitchModel& model = {}) noexcept;

  /// Takes block n, and reports the frequency of block n − lag, 0 for unvoiced; nothing while there
  /// is no such block.
  std::optional<double> push(const TrackedBlock& block) noexcept AUDIOBLOCKS_REALTIME;

  /// Reports the next of the blocks that are left at the end of a run; nothing after the last.
  std::optional<double> drain() noexcept AUDIOBLOCKS_REALTIME;

 private:
  /// Times the guess: a guess is too low where every second, third or fourth period is the most
  /// alike, too high where a harmonic stands out.
  static constexpr std::array<double, 5> multiples{1.0, 2.0, 3.0, 4.0, 0.5};
  static constexpr std::size_t unvoiced = multiples.size();
  static constexpr std::size_t states = multiples.size() + 1;
  using Scores = std::array<float, states>;

  struct Step {
    /// log2 of the frequency in Hz of each voiced state, and how clear the block is.
    std::array<float, multiples.size()> octaves{};
    float clarity = 0.0F;
    std::array<std::uint8_t, states> from{};
  };

  [[nodiscard]] Scores observe(const TrackedBlock& block, Step& now) noexcept;
  [[nodiscard]] float evidence(const TrackedBlock& block) noexcept;
  [[nodiscard]] float change_cost(const Step& before, std::size_t from, const Step& now,
                                  std::size_t to) const noexcept;
  [[nodiscard]] double decide(std::size_t lag) const noexcept;
  [[nodiscard]] std::size_t best() const noexcept;
  [[nodiscard]] const Step& step(std::size_t index) const noexcept {
    return steps_[index % steps_.size()];
  }

  PitchModel model_;
  Setup setup_;
  float threshold_odds_ = 0.0F;
  /// Of a block, by its duration.
  float weight_ = 1.0F;
  float forgotten_ = 0.0F;

  float loudest_ = 0.0F;
  Scores scores_{};
  std::array<Step, longest_lag + 2> steps_{};
  std::size_t blocks_ = 0;
  std::size_t reported_ = 0;
};

}  // namespace audioblocks
