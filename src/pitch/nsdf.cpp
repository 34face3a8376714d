// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/nsdf.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "src/dsp/clones.h"
#include "src/dsp/kernels.h"
#include "src/dsp/running_sum.h"

namespace audioblocks {

namespace {

constexpr std::size_t longest_step = 8;

/// The energy of each of `count` groups of so many pairs.
template <std::size_t Pairs>
[[gnu::always_inline]] inline void sum_squares(HalfBand::Phases samples, std::size_t count,
                                               float* __restrict squares) noexcept {
  for (std::size_t n = 0; n < count; ++n) {
    float sum = 0.0F;
    for (std::size_t i = n * Pairs; i < (n + 1) * Pairs; ++i) {
      sum += samples.even[i] * samples.even[i];
      sum += samples.odd[i] * samples.odd[i];
    }
    squares[n] = sum;
  }
}

/// A transform size of at least `samples`, mostly powers of two: 3750 = 2·3·5^4 takes FFTW twice as
/// long as 3840 = 2^8·3·5, and 4096 less than that.
std::size_t padded_size(std::size_t samples) noexcept {
  constexpr std::size_t step = 64;
  const std::size_t size = step * fast_fft_size((samples + step - 1) / step);
  const std::size_t power_of_two = std::bit_ceil(size);
  return power_of_two * 10 <= size * 11 ? power_of_two : size;
}

/// Least |cosine| of an ordinary peak: under 2.5 values a period noise could raise the interpolated
/// height out of all bounds.
constexpr float steep = -0.8F;
constexpr float steepest = -0.9999F;

/// Where the maximum of a cosine through three points one unit apart lies, from the middle one:
/// exact for a sine however few samples its period has, and a parabola where the points are close
/// together. 0 where it is no maximum.
struct CosineMaximum {
  double place = 0.0;
  /// Of the cosine, at the middle point.
  double angle = 0.0;
};
[[gnu::always_inline]] inline CosineMaximum cosine_maximum(double before, double top,
                                                           double after) noexcept {
  const double cosine = 0.5 * (before + after) / top;
  if (!(cosine < 1.0 && cosine > static_cast<double>(steepest))) return {};
  const double angle_step = std::acos(cosine);
  const double angle = std::atan(0.5 * (after - before) / (top * std::sqrt(1.0 - cosine * cosine)));
  return {.place = std::clamp(angle / angle_step, -0.5, 0.5), .angle = angle};
}

/// Of a value from 0 on.
int ceiling(double value) noexcept {
  const int below = static_cast<int>(value);
  return below + static_cast<int>(value > static_cast<double>(below));
}

/// Where next to nothing is left to compare, what the mean left of a click's surroundings would
/// repeat perfectly. A steady block keeps a third of its energy at the longest lag.
constexpr float least_energy = 0.05F;

}  // namespace

bool Nsdf::prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                   int rate) noexcept {
  kernels::prepare();
  // The low-pass leaves little above 10 kHz.
  constexpr double least_rate = 20000.0;
  weighted_step_ = 1;
  while (weighted_step_ < longest_step &&
         static_cast<double>(rate) >= least_rate * static_cast<double>(2 * weighted_step_))
    weighted_step_ *= 2;
  block_samples_ = block_samples;
  // So long that no lag looked at wraps around; the half-band filters make the block longer.
  const std::size_t lags = longest_lag(block_samples) + 2 * weighted_step_;
  fft_size_ = padded_size(block_samples + 2 * HalfBand::reach * weighted_step_ + lags);
  const std::size_t bins = fft_size_ / 2 + 1;
  fft_.reset();
  reduced_fft_.reset();
  fft_ = make_fft(budget, fft_size_);
  reduced_fft_ = make_fft(budget, fft_size_ / weighted_step_);
  return fft_ && reduced_fft_ && inverse_.prepare(make_fft, budget, fft_size_) &&
         reduced_inverse_.prepare(make_fft, budget, fft_size_ / weighted_step_) &&
         prepare_weights(budget, static_cast<double>(rate)) &&
         time_.allocate(budget, MemoryKind::fft, fft_size_) &&
         reduced_.allocate(budget, MemoryKind::fft, fft_size_ / 2) &&
         half_band_scratch_.allocate(budget, MemoryKind::scratch,
                                     HalfBand::scratch(block_samples)) &&
         real_.allocate(budget, MemoryKind::fft, bins) &&
         imaginary_.allocate(budget, MemoryKind::fft, bins) &&
         power_.allocate(budget, MemoryKind::scratch, bins) &&
         first_power_.allocate(budget, MemoryKind::scratch, bins) &&
         power_below_.allocate(budget, MemoryKind::scratch, bins + 1) &&
         correlation_.allocate(budget, MemoryKind::fft, fft_size_) &&
         squares_.allocate(budget, MemoryKind::scratch, block_samples) &&
         energy_.allocate(budget, MemoryKind::scratch, block_samples + 1) &&
         nsdf_.allocate(budget, MemoryKind::scratch, lags) &&
         first_nsdf_.allocate(budget, MemoryKind::scratch, lags) &&
         before_.allocate(budget, MemoryKind::scratch, lags) &&
         after_.allocate(budget, MemoryKind::scratch, lags);
}

/// docs/pitch.md tells how the frequencies were found.
bool Nsdf::prepare_weights(MemoryBudget& budget, double rate) noexcept {
  const std::size_t bins = fft_size_ / weighted_step_ / 2 + 1;
  if (!low_pass_.allocate(budget, MemoryKind::scratch, bins) ||
      !band_pass_.allocate(budget, MemoryKind::scratch, bins) ||
      !lost_.allocate(budget, MemoryKind::scratch, bins) ||
      !whitening_.allocate(budget, MemoryKind::scratch, bins))
    return false;
  constexpr double low_pass = 6500.0;
  constexpr double whitening = 1000.0;
  const double high_pass = std::min(65.0, 1.4 * rate / static_cast<double>(block_samples_));
  const double bin = rate / static_cast<double>(fft_size_);
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
  high_bin_ = bin_of(high * rate / static_cast<double>(weighted_step_));
  low_bins_ = bin_of(30.0 * high_pass);
  return true;
}

bool Nsdf::compute(const ScaledBlock& block) noexcept {
  // Whole steps.
  length_ = block.samples.size() / weighted_step_ * weighted_step_;
  set_step(weighted_step_);
  const double constant = load(block);
  reduce();
  // What rounding leaves of a constant is 2^-48 of its power; of a signal 16 bits below it, 2^-32.
  constexpr double rounding = 1e-13;
  if (static_cast<double>(energy_[steps_]) <=
      rounding * constant * constant * static_cast<double>(length_))
    return false;
  transform_reduced();
  is_weighted_ = weigh();
  if (!is_weighted_) transform_whole();
  correlate();
  normalise();
  return true;
}

void Nsdf::set_step(std::size_t step) noexcept {
  step_ = step;
  steps_ = length_ / step;
  value_count_ = longest_lag(length_) / step + 2;
}

/// Copies the block less its mean, since a constant hides where a lobe begins. Returns the mean.
AUDIOBLOCKS_CLONES double Nsdf::load(const ScaledBlock& block) noexcept {
  const float* samples = block.samples.data();
  const float scale = block.scale;
  const double sum = kernels::sum(samples, length_);
  const float mean = static_cast<float>(sum / static_cast<double>(length_)) * scale;
  float* time = time_.data();
  for (std::size_t i = 0; i < length_; ++i) time[i] = samples[i] * scale - mean;
  return static_cast<double>(mean);
}

/// The block at the reduced rate, then zeros; and the energy of its steps.
void Nsdf::reduce() noexcept {
  if (step_ == 1) sum_energy();
  std::span<const float> signal = time_.span().first(length_);
  float* reduced = step_ > 1 ? reduced_.data() : time_.data();
  for (std::size_t step = 1; step < step_; step *= 2) {
    const HalfBand::Phases phases = HalfBand::run(signal, half_band_scratch_.data(), reduced);
    if (step == 1) sum_energy_of(phases);
    signal = {reduced, HalfBand::halved(signal.size())};
  }
  std::fill(reduced + signal.size(), reduced + fft_size_ / step_, 0.0F);
}

/// The energy of the first n samples, for every n.
AUDIOBLOCKS_CLONES void Nsdf::sum_energy() noexcept {
  const float* time = time_.data();
  float* squares = squares_.data();
  for (std::size_t n = 0; n < length_; ++n) squares[n] = time[n] * time[n];
  running_sums(squares, length_, energy_.data());
}

/// The energy of the first n steps, for every n, from their samples.
AUDIOBLOCKS_CLONES void Nsdf::sum_energy_of(HalfBand::Phases samples) noexcept {
  float* squares = squares_.data();
  switch (step_) {
    case 2:
      sum_squares<1>(samples, steps_, squares);
      break;
    case 4:
      sum_squares<2>(samples, steps_, squares);
      break;
    default:
      sum_squares<longest_step / 2>(samples, steps_, squares);
      break;
  }
  running_sums(squares, steps_, energy_.data());
}

/// The spectrum of the block at the reduced rate.
void Nsdf::transform_reduced() noexcept {
  float* reduced = step_ > 1 ? reduced_.data() : time_.data();
  reduced_fft_->forward(reduced, real_.data(), imaginary_.data());
  take_power();
}

/// The spectrum of the block as it is.
void Nsdf::transform_whole() noexcept {
  share_bins_ = fft_size_ / 2 + 1;
  if (step_ == 1) return;
  set_step(1);
  sum_energy();
  std::fill(time_.data() + length_, time_.data() + fft_size_, 0.0F);
  fft_->forward(time_.data(), real_.data(), imaginary_.data());
  take_power();
}

void Nsdf::take_power() noexcept {
  const std::size_t count = fft_size_ / step_ / 2 + 1;
  kernels::power_spectrum(real_.data(), imaginary_.data(), count, power_.data());
  all_power_ = static_cast<double>(kernels::rough_sum(power_.data(), count));
}

/// Weighs the power spectrum by what was found best in noise. False, and nothing done, if that
/// would take the sound itself away, because most of it is high.
bool Nsdf::weigh() noexcept {
  float* power = power_.data();
  const float* low_pass = low_pass_.data();
  const std::size_t size = fft_size_ / step_;
  const std::size_t count = size / 2 + 1;
  const float low = kernels::dot(power, low_pass, high_bin_);
  const float high = kernels::dot(power + high_bin_, low_pass + high_bin_, count - high_bin_);
  // What the half-band filters took, by Parseval, and what the low-pass would have left of it.
  constexpr float left = 0.1F;
  const float all = energy_[steps_] * static_cast<float>(size) / static_cast<float>(2 * step_);
  if (high + left * (all - static_cast<float>(all_power_)) > low) return false;

  // As much of the power as may lie where the high-pass weighs.
  constexpr float most_lost = 0.3F;
  const bool is_low = kernels::dot(power, lost_.data(), low_bins_) > most_lost * (low + high);
  kernels::weigh(power, is_low ? low_pass : band_pass_.data(), 1.0F, count, power);
  share_bins_ = high_bin_;
  return true;
}

bool Nsdf::whiten() noexcept {
  if (!is_weighted_) return false;
  power_.swap(first_power_);
  nsdf_.swap(first_nsdf_);
  const std::size_t count = fft_size_ / step_ / 2 + 1;
  kernels::weigh(first_power_.data(), whitening_.data(), 1.0F, count, power_.data());
  correlate();
  normalise();
  return true;
}

void Nsdf::restore() noexcept {
  power_.swap(first_power_);
  nsdf_.swap(first_nsdf_);
}

void Nsdf::correlate() noexcept {
  CosineTransform& inverse = step_ == weighted_step_ ? reduced_inverse_ : inverse_;
  inverse.run(power_.data(), value_count_, correlation_.data());
}

/// n(τ) = 2·r(τ) / m(τ), m(τ) the energy of the samples that r(τ) compares (McLeod & Wyvill 2005,
/// section 4), as far as the weights leave it.
AUDIOBLOCKS_CLONES void Nsdf::normalise() noexcept {
  const float* energy = energy_.data();
  const float* correlation = correlation_.data();
  float* nsdf = nsdf_.data();
  const std::size_t steps = steps_;
  const float total = energy[steps];
  const float least = least_energy * total;
  const float gain = 2.0F * total / correlation[0];
  const std::size_t count = value_count_;
  for (std::size_t i = 0; i < count; ++i) {
    const float left = energy[steps - i] + (total - energy[i]);
    nsdf[i] = gain * correlation[i] / (left > least ? left : least);
  }
}

/// The cosine of one step of a peak: only a lone sine can be meant by less than 2.5 values a
/// period, and the first value shows its cosine.
float Nsdf::cosine_at(std::size_t index) const noexcept {
  const float cosine = 0.5F * (nsdf_[index - 1] + nsdf_[index + 1]) / nsdf_[index];
  if (cosine > steep) return std::min(cosine, 1.0F);
  const bool is_sine = std::abs(cosine - nsdf_[1]) < 0.1F;
  return is_sine && cosine > steepest ? cosine : 1.0F;
}

float Nsdf::height_at(std::size_t index) const noexcept {
  const float top = nsdf_[index];
  const float cosine = cosine_at(index);
  const float difference = 0.5F * (nsdf_[index + 1] - nsdf_[index - 1]);
  const float squared_sine = 1.0F - cosine * cosine;
  if (squared_sine <= 0.0F) return std::min(top, 1.0F);
  // top / cos(angle), as unweighted_peak() has it.
  return std::min(std::sqrt(top * top + difference * difference / squared_sine), 1.0F);
}

/// height_at() without a branch.
AUDIOBLOCKS_CLONES void Nsdf::heights_at(std::span<const std::uint32_t> indices,
                                         float* heights) noexcept {
  const std::size_t count = indices.size();
  const float* nsdf = nsdf_.data();
  float* before = before_.data();
  float* after = after_.data();
  for (std::size_t i = 0; i < count; ++i) {
    before[i] = nsdf[indices[i] - 1];
    heights[i] = nsdf[indices[i]];
    after[i] = nsdf[indices[i] + 1];
  }
  const float first = nsdf[1];
  constexpr float infinite = std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < count; ++i) {
    const float top = heights[i];
    const float cosine = 0.5F * (before[i] + after[i]) / top;
    const float difference = 0.5F * (after[i] - before[i]);
    const float limit = std::abs(cosine - first) < 0.1F ? steepest : steep;
    const float squared_sine = cosine > limit ? 1.0F - cosine * cosine : 0.0F;
    const float divisor = squared_sine > 0.0F ? squared_sine : infinite;
    const float height = std::sqrt(top * top + difference * difference / divisor);
    heights[i] = height < 1.0F ? height : 1.0F;
  }
}

double Nsdf::lag_at(std::size_t index) const noexcept {
  double place = 0.0;
  if (cosine_at(index) < 1.0F)
    place = cosine_maximum(static_cast<double>(nsdf_[index - 1]), static_cast<double>(nsdf_[index]),
                           static_cast<double>(nsdf_[index + 1]))
                .place;
  return (place + static_cast<double>(index)) * static_cast<double>(step_);
}

/// Energy of the first `count` samples.
float Nsdf::energy_of(std::size_t count) const noexcept {
  const std::size_t whole = count / step_;
  const float* rest = time_.data() + whole * step_;
  return energy_[whole] + kernels::dot(rest, rest, count - whole * step_);
}

double Nsdf::unweighted(std::size_t lag) const noexcept {
  const float total = energy_[steps_];
  const float left = energy_of(length_ - lag) + (total - energy_of(lag));
  const float correlation = kernels::dot(time_.data(), time_.data() + lag, length_ - lag);
  return static_cast<double>(2.0F * correlation / std::max(left, least_energy * total));
}

Nsdf::Peak Nsdf::unweighted_peak(double lag, double period) const noexcept {
  constexpr double points_a_period = 128.0;
  constexpr int most_steps = 30;
  const auto space = static_cast<std::size_t>(std::max(1.0, period / points_a_period));
  const std::size_t longest = longest_lag(length_);
  auto place = static_cast<std::size_t>(std::lround(lag));
  if (place < 2 * space || place + space > longest) return {};
  double before = unweighted(place - space);
  double top = unweighted(place);
  double after = unweighted(place + space);
  for (int steps = 0; steps < most_steps && std::max(before, after) > top; ++steps) {
    if (after > top) {
      if (place + 2 * space > longest) break;
      place += space;
      before = top;
      top = after;
      after = unweighted(place + space);
    } else {
      if (place < 3 * space) break;
      place -= space;
      after = top;
      top = before;
      before = unweighted(place - space);
    }
  }
  if (top <= 0.0) return {};
  const CosineMaximum maximum = cosine_maximum(before, top, after);
  return {.lag = maximum.place * static_cast<double>(space) + static_cast<double>(place),
          .height = std::min(top / std::cos(maximum.angle), 1.0)};
}

double Nsdf::harmonic_share(double period) noexcept {
  // A block of L samples spreads a harmonic over ±fft_size/L bins.
  constexpr double part_of_lobe = 0.75;
  const double spacing = static_cast<double>(fft_size_) / period;
  const double reach = std::min(
      part_of_lobe * static_cast<double>(fft_size_) / static_cast<double>(length_), 0.5 * spacing);
  // From bin 1 on.
  float* power_below = power_below_.data();
  running_sums(power_.data() + 1, share_bins_ - 1, power_below + 1);
  const float all = power_below[share_bins_];
  const int end = static_cast<int>(share_bins_);
  float near = 0.0F;
  int next = 1;
  double centre = spacing;
  while (centre - reach < static_cast<double>(end)) {
    next = std::max(next, ceiling(centre - reach));
    const int beyond = std::min(end, static_cast<int>(centre + reach) + 1);
    near += power_below[beyond] - power_below[next];
    next = beyond;
    centre += spacing;
  }
  return all > 0.0F ? std::clamp(static_cast<double>(near / all), 0.0, 1.0) : 0.0;
}

double Nsdf::compared_part(double lag) const noexcept {
  const std::size_t i = std::min(steps_, static_cast<std::size_t>(lag) / step_);
  const float total = energy_[steps_];
  return static_cast<double>(0.5F * (energy_[steps_ - i] + (total - energy_[i])) / total);
}

double Nsdf::quietest_part() const noexcept {
  constexpr std::size_t parts = 8;
  const std::size_t steps = steps_;
  const float* energy = energy_.data();
  float least = energy[steps];
  for (std::size_t part = 0; part < parts; ++part)
    least = std::min(least, energy[steps * (part + 1) / parts] - energy[steps * part / parts]);
  return std::clamp(static_cast<double>(static_cast<float>(parts) * least / energy[steps]), 0.0,
                    1.0);
}

}  // namespace audioblocks
