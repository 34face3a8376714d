// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <complex>
#include <cstddef>
#include <memory>
#include <span>

#include "aligned_array.h"
#include "fft.h"
#include "memory_budget.h"
#include "scaled_block.h"

namespace audioblocks {

/// The pitch that fits a block best.
struct PitchGuess {
  /// Hz; 0 where nothing in the block repeats.
  double frequency = 0.0;
  /// How sure that is, 0 … 1.
  double clarity = 0.0;
};

/// Fundamental frequency of single blocks by the normalised square difference function (NSDF) of
/// McLeod & Wyvill, "A Smarter Way to Find Pitch" (2005), type II, of the unwindowed block.
class PitchDetector {
 public:
  /// Plans the transform. False if memory or the planner refuses; `budget` must outlive the
  /// detector.
  [[nodiscard]] bool prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                             int rate) noexcept;

  /// The pitch of a block of at most `block_samples` samples, between two limits in Hz; 0 = as low
  /// (1.25 periods a block) and as high (rate/2) as the block and rate allow. No guess under
  /// BufferConstants::min_pitch_samples.
  PitchGuess detect(const ScaledBlock& block, double min_frequency, double max_frequency) noexcept;

 private:
  /// A period in samples, and how well the block repeats after it (NSDF, at most 1).
  struct Peak {
    double lag = 0.0;
    double height = 0.0;
  };
  /// Periods to be searched, in samples.
  struct LagRange {
    double shortest = 0.0;
    double longest = 0.0;
  };

  [[nodiscard]] LagRange lag_range(std::size_t valid, double min_frequency,
                                   double max_frequency) const noexcept;
  [[nodiscard]] bool load(const ScaledBlock& block) noexcept;
  void correlate() noexcept;
  void normalise(std::size_t valid) noexcept;
  [[nodiscard]] std::span<const Peak> find_key_maxima(std::size_t last_lag,
                                                      LagRange range) noexcept;
  [[nodiscard]] Peak peak_at(std::size_t lag) const noexcept;
  [[nodiscard]] double refine(Peak peak, std::size_t valid) const noexcept;

  double rate_ = 0.0;
  std::size_t fft_size_ = 0;
  std::unique_ptr<Fft> fft_;
  /// The block less its mean, then zeros; fft_size_.
  AlignedArray<float> time_;
  AlignedArray<std::complex<float>> spectrum_;
  /// Autocorrelation times fft_size_; fft_size_.
  AlignedArray<float> correlation_;
  /// Energy of the first n samples; block_samples + 1.
  AlignedArray<double> energy_;
  AlignedArray<float> nsdf_;
  AlignedArray<Peak> maxima_;
};

}  // namespace audioblocks
