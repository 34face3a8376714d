// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/realtime.h"
#include "src/dsp/fft.h"
#include "src/dsp/scaled_block.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/key_maxima.h"
#include "src/pitch/nsdf.h"

namespace audioblocks {

/// The pitch that fits a block best.
struct PitchGuess {
  /// Hz; 0 where nothing in the block repeats.
  double frequency = 0.0;
  /// How sure it is that the block has a pitch at all, 0 … 1; see voicing_clarity().
  double clarity = 0.0;
};

/// Fundamental frequency of single blocks, by the maxima of the Nsdf. docs/pitch.md tells the whole
/// of it, with the sources and what each step is worth.
class PitchDetector {
 public:
  /// Plans the transform. False if memory or the planner refuses; `budget` must outlive the
  /// detector.
  [[nodiscard]] bool prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                             int rate) noexcept;

  /// The pitch of a block of at most `block_samples` samples, between two limits in Hz; 0 = as low
  /// (1.2 periods a block) and as high (rate/2) as the block and rate allow. No guess under
  /// BufferConstants::min_pitch_samples.
  PitchGuess detect(const ScaledBlock& block, double min_frequency,
                    double max_frequency) noexcept AUDIOBLOCKS_REALTIME;

 private:
  using Peak = Nsdf::Peak;
  /// Periods to be searched, in samples.
  struct LagRange {
    double shortest = 0.0;
    double longest = 0.0;
  };
  /// One of the maxima, nothing where lag is 0; and the highest of all.
  struct Choice {
    Peak peak;
    float highest = 0.0F;
  };
  /// What a period's multiples tell of it.
  struct Multiples {
    /// In samples.
    double period = 0.0;
    /// The farthest multiple that was found, where in the Nsdf's values.
    int periods = 1;
    std::size_t farthest = 0;
  };

  [[nodiscard]] LagRange lag_range(std::size_t valid, double min_frequency,
                                   double max_frequency) const noexcept;
  [[nodiscard]] std::span<const std::uint32_t> find_maxima(LagRange range) noexcept;
  [[nodiscard]] bool is_within(LagRange range, std::size_t top) const noexcept;
  [[nodiscard]] Choice choose(LagRange range) noexcept;
  [[nodiscard]] Choice choose_in_noise(LagRange range) noexcept;
  [[nodiscard]] std::size_t climb(std::size_t index, std::size_t reach) const noexcept;
  [[nodiscard]] Multiples fit_multiples(Peak peak) const noexcept;
  [[nodiscard]] Peak refine(Peak peak) const noexcept;
  [[nodiscard]] double clarity_of(Peak peak, double highest) noexcept;

  double rate_ = 0.0;
  Nsdf nsdf_;
  KeyMaxima key_maxima_;
  /// How high they are, and what they score.
  AlignedArray<float> heights_;
  AlignedArray<float> scores_;
};

}  // namespace audioblocks
