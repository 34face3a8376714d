// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "src/base/realtime.h"
#include "src/dsp/cosine_transform.h"
#include "src/dsp/fft.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/centred_block.h"

namespace audioblocks {

/// The power spectrum of a block, weighted by frequency so that its correlation shows the period
/// best. docs/pitch.md says how the weights were found.
class WeightedSpectrum {
 public:
  /// Plans the transforms for a prepared block. False if memory or the planner refuses; `budget`
  /// must outlive the object.
  [[nodiscard]] bool prepare(FftFactory make_fft, MemoryBudget& budget, const CentredBlock& block,
                             std::size_t block_samples, int rate) noexcept;

  /// Takes a loaded block; where most of it is high, at its own rate and unweighted.
  void compute(CentredBlock& block) noexcept AUDIOBLOCKS_REALTIME;

  [[nodiscard]] bool is_weighted() const noexcept AUDIOBLOCKS_REALTIME { return is_weighted_; }
  [[nodiscard]] std::span<const float> power() const noexcept AUDIOBLOCKS_REALTIME {
    return power_.span().first(bins_);
  }
  /// Weighted by about the frequency too, as if the block were in pink noise; for a weighted one
  /// only. Valid until the next block.
  [[nodiscard]] std::span<const float> whiten() noexcept AUDIOBLOCKS_REALTIME;

  /// The part of the power below 70 Hz, before it was weighted, 0 … 1.
  [[nodiscard]] double low_share() const noexcept AUDIOBLOCKS_REALTIME { return low_share_; }

  /// Bins of a spectrum at the block's own rate, so for each sample of a period: bin k is k/size()
  /// of that rate.
  [[nodiscard]] std::size_t size() const noexcept AUDIOBLOCKS_REALTIME { return size_; }
  /// Bins in which a harmonic is looked for.
  [[nodiscard]] std::size_t harmonic_bins() const noexcept AUDIOBLOCKS_REALTIME {
    return is_weighted_ ? high_bin_ : bins_;
  }

  /// The first `count` values of the autocorrelation that belongs to such a power spectrum, up to
  /// a factor; room for one more is needed where `count` is odd.
  void correlate(std::span<const float> power, std::size_t count,
                 float* correlation) noexcept AUDIOBLOCKS_REALTIME;

 private:
  [[nodiscard]] bool prepare_weights(MemoryBudget& budget, std::size_t block_samples,
                                     double rate) noexcept;
  void transform(const CentredBlock& block) noexcept;
  [[nodiscard]] bool weigh(const CentredBlock& block) noexcept;

  /// Size of the transform at the block's own rate, and samples per value at the reduced one.
  std::size_t size_ = 0;
  std::size_t reduced_step_ = 1;
  /// Bins at the rate in use.
  std::size_t bins_ = 0;
  bool is_weighted_ = false;
  double low_share_ = 0.0;
  /// Bins: where high begins, where the high-pass hardly weighs any more, and where rumble and hum
  /// end.
  std::size_t high_bin_ = 0;
  std::size_t low_bins_ = 0;
  std::size_t rumble_bins_ = 0;
  /// At the block's own rate, and at the reduced one.
  std::unique_ptr<Fft> fft_;
  std::unique_ptr<Fft> reduced_fft_;
  CosineTransform inverse_;
  CosineTransform reduced_inverse_;
  AlignedArray<float> real_;
  AlignedArray<float> imaginary_;
  AlignedArray<float> power_;
  AlignedArray<float> whitened_;
  double all_power_ = 0.0;
  /// The weights, at the reduced rate.
  AlignedArray<float> low_pass_;
  AlignedArray<float> band_pass_;
  /// What the band-pass takes from the low-pass.
  AlignedArray<float> lost_;
  AlignedArray<float> whitening_;
};

}  // namespace audioblocks
