// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "src/base/realtime.h"
#include "src/dsp/scaled_block.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/low_trend.h"
#include "src/pitch/step_energy.h"

namespace audioblocks {

/// A block less its mean, at its own rate and at a reduced one, each with zeros after it for a
/// transform, and its energy. The mean goes because a constant hides where a lobe begins.
class CentredBlock {
 public:
  /// False if memory refuses; `budget` must outlive the object.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t block_samples, int rate) noexcept;

  /// Takes a block of at most `block_samples` samples, at the reduced rate. False if it holds
  /// nothing but a constant.
  [[nodiscard]] bool load(const ScaledBlock& block) noexcept AUDIOBLOCKS_REALTIME;
  /// Takes a loaded block without what lies below about a period a block. False if nothing is left
  /// of it.
  [[nodiscard]] bool load_without_trend(const CentredBlock& block, LowTrend& trend,
                                        double rate) noexcept AUDIOBLOCKS_REALTIME;
  /// Goes over to the block's own rate.
  void use_own_rate() noexcept AUDIOBLOCKS_REALTIME;

  /// Samples of the block: whole steps.
  [[nodiscard]] std::size_t length() const noexcept AUDIOBLOCKS_REALTIME { return length_; }
  /// Samples of its own rate for each one of the rate in use.
  [[nodiscard]] std::size_t step() const noexcept AUDIOBLOCKS_REALTIME { return step_; }
  /// step() at the reduced rate.
  [[nodiscard]] std::size_t reduced_step() const noexcept AUDIOBLOCKS_REALTIME {
    return reduced_step_;
  }
  /// The block at its own rate.
  [[nodiscard]] std::span<const float> samples() const noexcept AUDIOBLOCKS_REALTIME {
    return time_.span().first(length_);
  }
  /// The block at the rate in use, followed by zeros: padded_size()/step() values.
  [[nodiscard]] const float* padded() const noexcept AUDIOBLOCKS_REALTIME {
    return step_ > 1 ? reduced_.data() : time_.data();
  }
  /// So long that no lag up to searched_lag() wraps around; a fast size of a transform.
  [[nodiscard]] std::size_t padded_size() const noexcept AUDIOBLOCKS_REALTIME {
    return time_.size();
  }
  /// By the steps of the rate in use.
  [[nodiscard]] const StepEnergy& energy() const noexcept AUDIOBLOCKS_REALTIME { return energy_; }

  /// The longest period that is found in a block of so many samples: 1.2 periods a block.
  static constexpr std::size_t longest_lag(std::size_t samples) noexcept { return samples * 5 / 6; }
  /// The longest lag that is searched: so far beyond, that the maximum of a period near the longest
  /// is one, and not an edge, wherever the weights move it.
  static constexpr std::size_t searched_lag(std::size_t samples) noexcept {
    return longest_lag(samples) + samples / 32;
  }
  /// Lags of the block at the rate in use, one beyond the longest searched.
  [[nodiscard]] std::size_t lag_count() const noexcept AUDIOBLOCKS_REALTIME {
    return searched_lag(length_) / step_ + 2;
  }
  /// The most that lag_count() may be.
  [[nodiscard]] std::size_t most_lags() const noexcept AUDIOBLOCKS_REALTIME { return most_lags_; }

 private:
  [[nodiscard]] double remove_mean(const ScaledBlock& block) noexcept;
  void reduce() noexcept;

  std::size_t length_ = 0;
  std::size_t reduced_step_ = 1;
  std::size_t step_ = 1;
  std::size_t most_lags_ = 0;
  AlignedArray<float> time_;
  AlignedArray<float> reduced_;
  AlignedArray<float> half_band_scratch_;
  StepEnergy energy_;
};

}  // namespace audioblocks
