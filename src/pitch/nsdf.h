// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "src/base/realtime.h"
#include "src/dsp/cosine_transform.h"
#include "src/dsp/fft.h"
#include "src/dsp/half_band.h"
#include "src/dsp/scaled_block.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The normalised square difference function (NSDF) of McLeod & Wyvill, "A Smarter Way to Find
/// Pitch" (2005), type II, of one unwindowed block: how well the block repeats after each lag, 1 at
/// best. The power spectrum is weighted before it becomes a correlation, which also allows the
/// correlation to be taken at fewer lags than there are samples.
class Nsdf {
 public:
  struct Peak {
    /// In samples.
    double lag = 0.0;
    /// At most 1.
    double height = 0.0;
  };

  /// Plans the transforms. False if memory or the planner refuses; `budget` must outlive the
  /// object.
  [[nodiscard]] bool prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                             int rate) noexcept;

  /// Takes a block of at most `block_samples` samples. False if it holds nothing but a constant.
  [[nodiscard]] bool compute(const ScaledBlock& block) noexcept AUDIOBLOCKS_REALTIME;

  /// Takes the same block as if in pink noise: with the power spectrum weighted by about the
  /// frequency too. False, and nothing done, where it is not weighted at all.
  [[nodiscard]] bool whiten() noexcept AUDIOBLOCKS_REALTIME;
  /// Goes back to what was there before whiten().
  void restore() noexcept AUDIOBLOCKS_REALTIME;

  /// Samples of the block.
  [[nodiscard]] std::size_t length() const noexcept AUDIOBLOCKS_REALTIME { return length_; }
  /// Samples from one value to the next.
  [[nodiscard]] std::size_t step() const noexcept AUDIOBLOCKS_REALTIME { return step_; }
  /// The values at lag 0, step(), 2·step() …, one beyond the longest lag.
  [[nodiscard]] std::span<const float> values() const noexcept AUDIOBLOCKS_REALTIME {
    return nsdf_.span().first(value_count_);
  }
  /// The longest lag looked at in a block of so many samples: 1.2 periods a block.
  static constexpr std::size_t longest_lag(std::size_t samples) noexcept { return samples * 5 / 6; }

  /// The height of the maximum at values()[index], interpolated, at most 1.
  [[nodiscard]] float height_at(std::size_t index) const noexcept AUDIOBLOCKS_REALTIME;
  /// The cosine of one step at that maximum: near 1 where it is broad, 1 where it is no maximum.
  [[nodiscard]] float cosine_at(std::size_t index) const noexcept AUDIOBLOCKS_REALTIME;
  /// The heights of many maxima.
  void heights_at(std::span<const std::uint32_t> indices,
                  float* heights) noexcept AUDIOBLOCKS_REALTIME;
  /// Its lag in samples.
  [[nodiscard]] double lag_at(std::size_t index) const noexcept AUDIOBLOCKS_REALTIME;
  /// The maximum around a lag in samples, of the block as it came: the spectrum unweighted.
  [[nodiscard]] Peak unweighted_peak(double lag, double period) const noexcept AUDIOBLOCKS_REALTIME;
  /// The part of the weighted power that lies near the harmonics of a period in samples, 0 … 1.
  [[nodiscard]] double harmonic_share(double period) noexcept AUDIOBLOCKS_REALTIME;
  /// The part of the energy that is compared at a lag in samples, 0 … 1.
  [[nodiscard]] double compared_part(double lag) const noexcept AUDIOBLOCKS_REALTIME;
  /// Power of the quietest eighth of the block over that of the whole, 0 … 1.
  [[nodiscard]] double quietest_part() const noexcept AUDIOBLOCKS_REALTIME;

 private:
  [[nodiscard]] bool prepare_weights(MemoryBudget& budget, double rate) noexcept;
  [[nodiscard]] double load(const ScaledBlock& block) noexcept;
  void set_step(std::size_t step) noexcept;
  void reduce() noexcept;
  void sum_energy() noexcept;
  void sum_energy_of(HalfBand::Phases samples) noexcept;
  void transform_reduced() noexcept;
  void transform_whole() noexcept;
  void take_power() noexcept;
  [[nodiscard]] bool weigh() noexcept;
  void correlate() noexcept;
  void normalise() noexcept;
  [[nodiscard]] float energy_of(std::size_t count) const noexcept;
  [[nodiscard]] double unweighted(std::size_t lag) const noexcept;

  std::size_t block_samples_ = 0;
  std::size_t length_ = 0;
  std::size_t fft_size_ = 0;
  /// Samples a lag: where the spectrum is weighted, and for this block.
  std::size_t weighted_step_ = 1;
  std::size_t step_ = 1;
  /// Steps of the block, and how many values there are.
  std::size_t steps_ = 0;
  std::size_t value_count_ = 0;
  bool is_weighted_ = false;
  /// Bins: where high begins, where the high-pass hardly weighs any more, how far the harmonics'
  /// share goes in this block.
  std::size_t high_bin_ = 0;
  std::size_t low_bins_ = 0;
  std::size_t share_bins_ = 0;
  /// At the block's own rate, and at the reduced one.
  std::unique_ptr<Fft> fft_;
  std::unique_ptr<Fft> reduced_fft_;
  CosineTransform inverse_;
  CosineTransform reduced_inverse_;
  /// The block less its mean, then zeros; fft_size_.
  AlignedArray<float> time_;
  /// The same at the reduced rate.
  AlignedArray<float> reduced_;
  AlignedArray<float> half_band_scratch_;
  /// The spectrum.
  AlignedArray<float> real_;
  AlignedArray<float> imaginary_;
  /// Power spectrum, weighted, and what was in it before.
  AlignedArray<float> power_;
  double all_power_ = 0.0;
  /// The weights, at the reduced rate.
  AlignedArray<float> low_pass_;
  AlignedArray<float> band_pass_;
  /// What the band-pass takes from the low-pass.
  AlignedArray<float> lost_;
  AlignedArray<float> whitening_;
  /// Power spectrum and values before whiten().
  AlignedArray<float> first_power_;
  AlignedArray<float> first_nsdf_;
  /// The power of the bins from 1 to before each.
  AlignedArray<float> power_below_;
  /// Autocorrelation, not normalised; fft_size_.
  AlignedArray<float> correlation_;
  /// Energy of every step_ samples, and of the first n·step_ samples.
  AlignedArray<float> squares_;
  AlignedArray<float> energy_;
  AlignedArray<float> nsdf_;
  /// The values before and after some maxima.
  AlignedArray<float> before_;
  AlignedArray<float> after_;
};

}  // namespace audioblocks
