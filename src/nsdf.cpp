// SPDX-License-Identifier: LGPL-2.1-or-later
#include "nsdf.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace audioblocks {

namespace {

/// Sum of `count` samples.
double sum_of(const float* samples, std::size_t count) noexcept {
  constexpr std::size_t lanes = 8;
  std::array<double, lanes> sums{};
  const std::size_t whole = count / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane)
      sums[lane] += static_cast<double>(samples[i + lane]);
  for (std::size_t i = whole; i < count; ++i) sums[i - whole] += static_cast<double>(samples[i]);
  double sum = 0.0;
  for (const double part : sums) sum += part;
  return sum;
}

/// `energy[n]` becomes the energy of the first n of `count` samples. Eight runs side by side, since
/// a single sum would wait for each addition.
void sum_energy(const float* samples, std::size_t count, double* energy) noexcept {
  constexpr std::size_t runs = 8;
  const std::size_t length = count / runs;
  const auto square = [&](std::size_t i) {
    return static_cast<double>(samples[i]) * static_cast<double>(samples[i]);
  };
  std::array<double, runs> sums{};
  energy[0] = 0.0;
  for (std::size_t i = 0; i < length; ++i)
    for (std::size_t run = 0; run < runs; ++run) {
      sums[run] += square(run * length + i);
      energy[run * length + i + 1] = sums[run];
    }
  double before = sums[0];
  for (std::size_t run = 1; run < runs; ++run) {
    double* part = energy + run * length + 1;
    for (std::size_t i = 0; i < length; ++i) part[i] += before;
    before += sums[run];
  }
  for (std::size_t i = runs * length; i < count; ++i) energy[i + 1] = energy[i] + square(i);
}

/// A transform size of at least `samples`, mostly powers of two: 3750 = 2·3·5^4 takes FFTW twice as
/// long as 3840 = 2^8·3·5, and 4096 less than that.
std::size_t padded_size(std::size_t samples) noexcept {
  constexpr std::size_t step = 64;
  const std::size_t size = step * fast_fft_size((samples + step - 1) / step);
  const std::size_t power_of_two = std::bit_ceil(size);
  return power_of_two * 10 <= size * 11 ? power_of_two : size;
}

/// Σ a[i]·b[i]
double dot(const float* a, const float* b, std::size_t count) noexcept {
  constexpr std::size_t lanes = 16;
  std::array<float, lanes> sums{};
  const std::size_t whole = count / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  for (std::size_t i = whole; i < count; ++i) sums[i - whole] += a[i] * b[i];
  double sum = 0.0;
  for (const float part : sums) sum += static_cast<double>(part);
  return sum;
}

/// Σ a[i]
double total_of(const float* a, std::size_t count) noexcept {
  constexpr std::size_t lanes = 16;
  std::array<float, lanes> sums{};
  const std::size_t whole = count / lanes * lanes;
  for (std::size_t i = 0; i < whole; i += lanes)
    for (std::size_t lane = 0; lane < lanes; ++lane) sums[lane] += a[i + lane];
  for (std::size_t i = whole; i < count; ++i) sums[i - whole] += a[i];
  double sum = 0.0;
  for (const float part : sums) sum += static_cast<double>(part);
  return sum;
}

/// Least |cosine| of an ordinary peak: under 2.5 values a period noise could raise the interpolated
/// height out of all bounds.
constexpr double steep = -0.8;
constexpr double steepest = -0.9999;

/// The maximum of a cosine through three points one unit apart, from the middle one: exact for a
/// sine however few samples its period has, and a parabola where the points are close together.
Nsdf::Peak cosine_peak(double before, double top, double after) noexcept {
  const double cosine = 0.5 * (before + after) / top;
  if (!(cosine < 1.0 && cosine > steepest)) return {.lag = 0.0, .height = std::min(top, 1.0)};
  const double angle_step = std::acos(cosine);
  const double angle = std::atan(0.5 * (after - before) / (top * std::sqrt(1.0 - cosine * cosine)));
  return {.lag = std::clamp(angle / angle_step, -0.5, 0.5),
          .height = std::min(top / std::cos(angle), 1.0)};
}

/// Where next to nothing is left to compare, what the mean left of a click's surroundings would
/// repeat perfectly. A steady block keeps a third of its energy at the longest lag.
constexpr double least_energy = 0.02;

}  // namespace

bool Nsdf::prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                   int rate) noexcept {
  // So long that no lag looked at wraps around.
  const std::size_t lags = longest_lag(block_samples) + 2;
  block_samples_ = block_samples;
  fft_size_ = padded_size(block_samples + lags);
  // The low-pass leaves little above 10 kHz.
  constexpr double least_rate = 20000.0;
  constexpr std::size_t longest_step = 8;
  weighted_step_ = 1;
  while (weighted_step_ < longest_step &&
         static_cast<double>(rate) >= least_rate * static_cast<double>(2 * weighted_step_))
    weighted_step_ *= 2;
  fft_ = make_fft(fft_size_);
  short_fft_ = make_fft(fft_size_ / weighted_step_);
  const std::size_t bins = fft_size_ / 2 + 1;
  return fft_ && short_fft_ && prepare_weights(budget, static_cast<double>(rate)) &&
         time_.allocate(budget, MemoryKind::scratch, fft_size_) &&
         spectrum_.allocate(budget, MemoryKind::scratch, bins) &&
         power_.allocate(budget, MemoryKind::scratch, bins) &&
         correlation_.allocate(budget, MemoryKind::scratch, fft_size_) &&
         energy_.allocate(budget, MemoryKind::scratch, block_samples + 1) &&
         nsdf_.allocate(budget, MemoryKind::scratch, lags);
}

/// docs/pitch.md tells how the three frequencies were found.
bool Nsdf::prepare_weights(MemoryBudget& budget, double rate) noexcept {
  const std::size_t bins = fft_size_ / 2 + 1;
  if (!low_pass_.allocate(budget, MemoryKind::scratch, bins) ||
      !band_pass_.allocate(budget, MemoryKind::scratch, bins) ||
      !lost_.allocate(budget, MemoryKind::scratch, bins))
    return false;
  constexpr double low_pass = 6500.0;
  const double high_pass = std::min(65.0, 1.4 * rate / static_cast<double>(block_samples_));
  const double bin = rate / static_cast<double>(fft_size_);
  for (std::size_t k = 0; k < bins; ++k) {
    const double squared = bin * bin * static_cast<double>(k * k);
    low_pass_[k] = static_cast<float>(1.0 / (1.0 + squared / (low_pass * low_pass)));
    const double passed = squared / (squared + high_pass * high_pass);
    band_pass_[k] = static_cast<float>(passed) * low_pass_[k];
    lost_[k] = static_cast<float>(1.0 - passed) * low_pass_[k];
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
  length_ = block.samples.size();
  if (!load(block)) return false;
  take_power();
  weigh();
  normalise();
  return true;
}

/// Copies the block less its mean, since a constant hides where a lobe begins, and sums its energy
/// up. False if the block holds nothing but a constant.
bool Nsdf::load(const ScaledBlock& block) noexcept {
  const float* samples = block.samples.data();
  const double scale = static_cast<double>(block.scale);
  const double mean = sum_of(samples, length_) / static_cast<double>(length_) * scale;
  float* time = time_.data();
  const float offset = static_cast<float>(mean);
  for (std::size_t i = 0; i < length_; ++i) time[i] = samples[i] * block.scale - offset;
  std::fill(time + length_, time + fft_size_, 0.0F);

  sum_energy(time, length_, energy_.data());
  const double energy = energy_[length_];
  // What rounding leaves of a constant is 2^-48 of its power; of a signal 16 bits below it, 2^-32.
  constexpr double rounding = 1e-13;
  return energy > rounding * mean * mean * static_cast<double>(length_);
}

void Nsdf::take_power() noexcept {
  std::complex<float>* bins = spectrum_.data();
  fft_->forward(time_.data(), bins);
  float* power = power_.data();
  const std::size_t count = fft_size_ / 2 + 1;
  for (std::size_t k = 0; k < count; ++k)
    power[k] = bins[k].real() * bins[k].real() + bins[k].imag() * bins[k].imag();
}

/// Weighs the power spectrum by what was found best in noise, unless that would take the sound
/// itself away, and makes it a correlation.
void Nsdf::weigh() noexcept {
  float* power = power_.data();
  const std::size_t count = fft_size_ / 2 + 1;
  const double low = dot(power, low_pass_.data(), high_bin_);
  const double high = dot(power + high_bin_, low_pass_.data() + high_bin_, count - high_bin_);
  const bool is_high = high > low;
  step_ = is_high ? 1 : weighted_step_;
  share_bins_ = is_high ? count : high_bin_;
  const std::size_t kept = fft_size_ / step_ / 2 + 1;
  if (!is_high) {
    // As much of the power as may lie where the high-pass weighs.
    constexpr double most_lost = 0.3;
    const bool is_low = dot(power, lost_.data(), low_bins_) > most_lost * (low + high);
    const float* weights = is_low ? low_pass_.data() : band_pass_.data();
    for (std::size_t k = 0; k < kept; ++k) power[k] *= weights[k];
  }
  std::complex<float>* bins = spectrum_.data();
  for (std::size_t k = 0; k < kept; ++k) bins[k] = {power[k], 0.0F};
  (step_ == 1 ? fft_ : short_fft_)->inverse(bins, correlation_.data());
}

/// n(τ) = 2·r(τ) / m(τ), m(τ) the energy of the samples that r(τ) compares (McLeod & Wyvill 2005,
/// section 4), as far as the weights leave it.
void Nsdf::normalise() noexcept {
  const double* energy = energy_.data();
  const float* correlation = correlation_.data();
  float* nsdf = nsdf_.data();
  const double total = energy[length_];
  const float least = static_cast<float>(least_energy * total);
  const float gain = static_cast<float>(2.0 * total / static_cast<double>(correlation[0]));
  const std::size_t count = values().size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t lag = i * step_;
    const float left = static_cast<float>(energy[length_ - lag] + (total - energy[lag]));
    nsdf[i] = gain * correlation[i] / (left > least ? left : least);
  }
}

/// The cosine of one step of a peak: only a lone sine can be meant by less than 2.5 values a
/// period, and the first value shows its cosine.
double Nsdf::cosine_at(std::size_t index) const noexcept {
  const double sum = static_cast<double>(nsdf_[index - 1]) + static_cast<double>(nsdf_[index + 1]);
  const double cosine = 0.5 * sum / static_cast<double>(nsdf_[index]);
  const bool is_sine = std::abs(cosine - static_cast<double>(nsdf_[1])) < 0.1;
  return cosine < 1.0 && cosine > (is_sine ? steepest : steep) ? cosine : 1.0;
}

double Nsdf::height_at(std::size_t index) const noexcept {
  const double top = static_cast<double>(nsdf_[index]);
  const double cosine = cosine_at(index);
  if (cosine == 1.0) return std::min(top, 1.0);
  const double difference =
      0.5 * (static_cast<double>(nsdf_[index + 1]) - static_cast<double>(nsdf_[index - 1]));
  // top / cos(angle), as cosine_peak() has it.
  return std::min(std::sqrt(top * top + difference * difference / (1.0 - cosine * cosine)), 1.0);
}

Nsdf::Peak Nsdf::peak_at(std::size_t index) const noexcept {
  Peak peak{.lag = 0.0, .height = std::min(static_cast<double>(nsdf_[index]), 1.0)};
  if (cosine_at(index) < 1.0)
    peak = cosine_peak(static_cast<double>(nsdf_[index - 1]), static_cast<double>(nsdf_[index]),
                       static_cast<double>(nsdf_[index + 1]));
  peak.lag = (peak.lag + static_cast<double>(index)) * static_cast<double>(step_);
  return peak;
}

double Nsdf::unweighted(std::size_t lag) const noexcept {
  const double* energy = energy_.data();
  const double total = energy[length_];
  const double left = energy[length_ - lag] + (total - energy[lag]);
  return 2.0 * dot(time_.data(), time_.data() + lag, length_ - lag) /
         std::max(left, least_energy * total);
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
  Peak peak = cosine_peak(before, top, after);
  peak.lag = peak.lag * static_cast<double>(space) + static_cast<double>(place);
  return peak;
}

double Nsdf::harmonic_share(double period) const noexcept {
  // A block of L samples spreads a harmonic over ±fft_size/L bins.
  constexpr double part_of_lobe = 0.75;
  const float* power = power_.data();
  const double spacing = static_cast<double>(fft_size_) / period;
  const double reach = std::min(
      part_of_lobe * static_cast<double>(fft_size_) / static_cast<double>(length_), 0.5 * spacing);
  float near = 0.0F;
  const double all = total_of(power + 1, share_bins_ - 1);
  std::size_t next = 1;
  double centre = spacing;
  while (centre - reach < static_cast<double>(share_bins_)) {
    next = std::max(next, static_cast<std::size_t>(std::ceil(centre - reach)));
    const std::size_t end = std::min(share_bins_, static_cast<std::size_t>(centre + reach) + 1);
    for (; next < end; ++next) near += power[next];
    centre += spacing;
  }
  return all > 0.0 ? std::clamp(static_cast<double>(near) / all, 0.0, 1.0) : 0.0;
}

double Nsdf::quietest_part() const noexcept {
  constexpr std::size_t parts = 8;
  const double* energy = energy_.data();
  double least = energy[length_];
  for (std::size_t part = 0; part < parts; ++part)
    least = std::min(least, energy[length_ * (part + 1) / parts] - energy[length_ * part / parts]);
  return std::clamp(static_cast<double>(parts) * least / energy[length_], 0.0, 1.0);
}

}  // namespace audioblocks
