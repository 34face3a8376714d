// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/centred_block.h"

#include <algorithm>
#include <bit>

#include "src/dsp/clones.h"
#include "src/dsp/fft.h"
#include "src/dsp/half_band.h"
#include "src/dsp/kernels.h"

namespace audioblocks {

namespace {

/// A transform size of at least `samples`, mostly powers of two: 3750 = 2·3·5^4 takes FFTW twice as
/// long as 3840 = 2^8·3·5, and 4096 less than that.
std::size_t fast_padded_size(std::size_t samples) noexcept {
  constexpr std::size_t step = 64;
  const std::size_t size = step * fast_fft_size((samples + step - 1) / step);
  const std::size_t power_of_two = std::bit_ceil(size);
  return power_of_two * 10 <= size * 11 ? power_of_two : size;
}

}  // namespace

bool CentredBlock::prepare(MemoryBudget& budget, std::size_t block_samples, int rate) noexcept {
  kernels::prepare();
  // The spectrum's low-pass leaves little above 10 kHz.
  constexpr double least_rate = 20000.0;
  reduced_step_ = 1;
  while (reduced_step_ < StepEnergy::longest_step &&
         static_cast<double>(rate) >= least_rate * static_cast<double>(2 * reduced_step_))
    reduced_step_ *= 2;
  // The half-band filters make the block longer.
  const std::size_t lags = searched_lag(block_samples) + 2 * reduced_step_;
  const std::size_t size =
      fast_padded_size(block_samples + 2 * HalfBand::reach * reduced_step_ + lags);
  most_lags_ = lags;
  return time_.allocate(budget, MemoryKind::fft, size) &&
         reduced_.allocate(budget, MemoryKind::fft, size / 2) &&
         half_band_scratch_.allocate(budget, MemoryKind::scratch,
                                     HalfBand::scratch(block_samples)) &&
         energy_.prepare(budget, block_samples);
}

bool CentredBlock::load(const ScaledBlock& block) noexcept {
  step_ = reduced_step_;
  length_ = block.samples.size() / step_ * step_;
  const double constant = remove_mean(block);
  reduce();
  // What rounding leaves of a constant is 2^-48 of its power; of a signal 16 bits below it, 2^-32.
  constexpr double rounding = 1e-13;
  return static_cast<double>(energy_.total()) >
         rounding * constant * constant * static_cast<double>(length_);
}

bool CentredBlock::load_without_trend(const CentredBlock& block, LowTrend& trend,
                                      double rate) noexcept {
  constexpr float least_left = 1e-5F;
  step_ = reduced_step_;
  length_ = block.length_;
  std::ranges::copy(block.samples(), time_.data());
  trend.remove(LowTrend::degree(length_, rate), time_.span().first(length_));
  reduce();
  return energy_.total() > least_left * block.energy_.total();
}

/// Returns the mean.
AUDIOBLOCKS_CLONES double CentredBlock::remove_mean(const ScaledBlock& block) noexcept {
  const float* samples = block.samples.data();
  const float scale = block.scale;
  const double sum = kernels::sum(samples, length_);
  const float mean = static_cast<float>(sum / static_cast<double>(length_)) * scale;
  float* time = time_.data();
  for (std::size_t i = 0; i < length_; ++i) time[i] = samples[i] * scale - mean;
  return static_cast<double>(mean);
}

void CentredBlock::reduce() noexcept {
  if (step_ == 1) energy_.sum_samples(samples());
  std::span<const float> signal = samples();
  float* reduced = step_ > 1 ? reduced_.data() : time_.data();
  for (std::size_t step = 1; step < step_; step *= 2) {
    const HalfBand::Phases phases = HalfBand::run(signal, half_band_scratch_.data(), reduced);
    if (step == 1) energy_.sum_steps(phases, length_ / step_, step_);
    signal = {reduced, HalfBand::halved(signal.size())};
  }
  std::fill(reduced + signal.size(), reduced + padded_size() / step_, 0.0F);
}

void CentredBlock::use_own_rate() noexcept {
  if (step_ == 1) return;
  step_ = 1;
  energy_.sum_samples(samples());
  std::fill(time_.data() + length_, time_.data() + padded_size(), 0.0F);
}

}  // namespace audioblocks
