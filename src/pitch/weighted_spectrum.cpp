// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/weighted_spectrum.h"

#include <algorithm>
#include <cmath>

#include "src/dsp/kernels.h"

namespace audioblocks {

bool WeightedSpectrum::prepare(FftFactory make_fft, MemoryBudget& budget, const CentredBlock& block,
                               std::size_t block_samples, int rate) noexcept {
  size_ = block.padded_size();
  kernels::prepare();
  reduced_step_ = block.reduced_step();
  const std::size_t reduced_size = size_ / reduced_step_;
  const std::size_t bins = size_ / 2 + 1;
  fft_.reset();
  reduced_fft_.reset();
  fft_ = make_fft(budget, size_);
  reduced_fft_ = make_fft(budget, reduced_size);
  return fft_ && reduced_fft_ && inverse_.prepare(make_fft, budget, size_) &&
         reduced_inverse_.prepare(make_fft, budget, reduced_size) &&
         prepare_weights(budget, block_samples, static_cast<double>(rate)) &&
         real_.allocate(budget, MemoryKind::fft, bins) &&
         imaginary_.allocate(budget, MemoryKind::fft, bins) &&
         power_.allocate(budget, MemoryKind::scratch, bins) &&
         whitened_.allocate(budget, MemoryKind::scratch, reduced_size / 2 + 1);
}

bool WeightedSpectrum::prepare_weights(MemoryBudget& budget, std::size_t block_samples,
                                       double rate) noexcept {
  const std::size_t bins = size_ / reduced_step_ / 2 + 1;
  if (!low_pass_.allocate(budget, MemoryKind::scratch, bins) ||
      !band_pass_.allocate(budget, MemoryKind::scratch, bins) ||
      !lost_.allocate(budget, MemoryKind::scratch, bins) ||
      !whitening_.allocate(budget, MemoryKind::scratch, bins))
    return false;
  constexpr double low_pass = 6500.0;
  constexpr double whitening = 1000.0;
  const double high_pass = std::min(65.0, 1.4 * rate / static_cast<double>(block_samples));
  const double bin = rate / static_cast<double>(size_);
  for (std::size_t k = 0; k < bins; ++k) {
    const double squared = bin * bin * static_cast<double>(k * k);
    low_pass_[k] = static_cast<float>(1.0 / (1.0 + squared / (low_pass * low_pass)));
    const double passed = squared / (squared + high_pass * high_pass);
    band_pass_[k] = static_cast<float>(passed) * low_pass_[k];
    lost_[k] = static_cast<float>(1.0 - passed) * low_pass_[k];
    whitening_[k] = static_cast<float>(std::sqrt(squared / (squared + whitening * whitening)));
  }
  constexpr double high = 0.3;
  const auto bin_of = [&](double frequency) {
    return std::min(bins, static_cast<std::size_t>(frequency / bin) + 1);
  };
  high_bin_ = bin_of(high * rate / static_cast<double>(reduced_step_));
  rumble_bins_ = bin_of(70.0);
  low_bins_ = bin_of(30.0 * high_pass);
  return true;
}

void WeightedSpectrum::compute(CentredBlock& block) noexcept {
  transform(block);
  is_weighted_ = weigh(block);
  if (is_weighted_ || block.step() == 1) return;
  block.use_own_rate();
  transform(block);
}

void WeightedSpectrum::transform(const CentredBlock& block) noexcept {
  bins_ = size_ / block.step() / 2 + 1;
  Fft& fft = block.step() == reduced_step_ ? *reduced_fft_ : *fft_;
  fft.forward(block.padded(), real_.data(), imaginary_.data());
  kernels::power_spectrum(real_.data(), imaginary_.data(), bins_, power_.data());
  all_power_ = static_cast<double>(kernels::rough_sum(power_.data(), bins_));
}

/// False, and nothing done, if the weights would take the sound itself away, because most of it is
/// high.
bool WeightedSpectrum::weigh(const CentredBlock& block) noexcept {
  float* power = power_.data();
  const float* low_pass = low_pass_.data();
  const float low = kernels::dot(power, low_pass, high_bin_);
  const float high = kernels::dot(power + high_bin_, low_pass + high_bin_, bins_ - high_bin_);
  low_share_ = static_cast<double>(kernels::dot(power, low_pass, rumble_bins_) / (low + high));
  // What the half-band filters took, by Parseval, and what the low-pass would have left of it.
  constexpr float left = 0.1F;
  const std::size_t size = size_ / block.step();
  const float all =
      block.energy().total() * static_cast<float>(size) / static_cast<float>(2 * block.step());
  if (high + left * (all - static_cast<float>(all_power_)) > low) return false;

  // As much of the power as may lie where the high-pass weighs.
  constexpr float most_lost = 0.3F;
  const bool is_low = kernels::dot(power, lost_.data(), low_bins_) > most_lost * (low + high);
  kernels::weigh(power, is_low ? low_pass : band_pass_.data(), 1.0F, bins_, power);
  return true;
}

std::span<const float> WeightedSpectrum::whiten() noexcept {
  kernels::weigh(power_.data(), whitening_.data(), 1.0F, bins_, whitened_.data());
  return whitened_.span().first(bins_);
}

void WeightedSpectrum::correlate(std::span<const float> power, std::size_t count,
                                 float* correlation) noexcept {
  CosineTransform& inverse =
      power.size() == size_ / reduced_step_ / 2 + 1 ? reduced_inverse_ : inverse_;
  inverse.run(power.data(), count, correlation);
}

}  // namespace audioblocks
