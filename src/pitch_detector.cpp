// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pitch_detector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "buffer_constants.h"

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

/// `energy[n]` becomes the energy of the first n of `count` samples. Four runs side by side, since
/// a single sum would wait for each addition.
void sum_energy(const float* samples, std::size_t count, double* energy) noexcept {
  constexpr std::size_t runs = 4;
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

/// Longest lag that is looked at: so many samples of the block are still compared with others.
std::size_t longest_lag(std::size_t valid) noexcept { return valid * 4 / 5; }

/// A transform size of at least `samples`, mostly powers of two: 3750 = 2·3·5^4 takes FFTW twice as
/// long as 3840 = 2^8·3·5.
std::size_t padded_size(std::size_t samples) noexcept {
  constexpr std::size_t step = 64;
  return step * fast_fft_size((samples + step - 1) / step);
}

/// How much a peak at a long lag is worth less, since fewer samples make the NSDF vary more there:
/// the more, the noisier the block, which the highest of all peaks tells.
double penalised(double height, double lag, double highest, std::size_t valid) noexcept {
  const double left = 1.0 - lag / static_cast<double>(valid);
  return height - 2.0 * (1.0 - highest) * (1.0 / std::sqrt(left) - 1.0);
}

}  // namespace

bool PitchDetector::prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                            int rate) noexcept {
  rate_ = static_cast<double>(rate);
  // So long that no lag looked at wraps around.
  const std::size_t lags = longest_lag(block_samples) + 2;
  fft_size_ = padded_size(block_samples + lags);
  fft_ = make_fft(fft_size_);
  return fft_ && time_.allocate(budget, MemoryKind::scratch, fft_size_) &&
         spectrum_.allocate(budget, MemoryKind::scratch, fft_size_ / 2 + 1) &&
         correlation_.allocate(budget, MemoryKind::scratch, fft_size_) &&
         energy_.allocate(budget, MemoryKind::scratch, block_samples + 1) &&
         nsdf_.allocate(budget, MemoryKind::scratch, lags) &&
         maxima_.allocate(budget, MemoryKind::scratch, lags / 2 + 1);
}

PitchGuess PitchDetector::detect(const ScaledBlock& block, double min_frequency,
                                 double max_frequency) noexcept {
  const std::size_t valid = block.samples.size();
  if (valid < BufferConstants::min_pitch_samples) return {};
  const LagRange range = lag_range(valid, min_frequency, max_frequency);
  if (range.shortest > range.longest || !load(block)) return {};
  correlate();
  normalise(valid);

  const std::span<const Peak> maxima = find_key_maxima(longest_lag(valid), range);
  double highest = 0.0;
  for (const Peak& peak : maxima) highest = std::max(highest, peak.height);
  double best = -std::numeric_limits<double>::infinity();
  for (const Peak& peak : maxima)
    best = std::max(best, penalised(peak.height, peak.lag, highest, valid));
  const double good_enough = best > 0.0 ? best * (0.9 - 0.1 * (1.0 - highest)) : best;
  for (const Peak& peak : maxima) {
    const double score = penalised(peak.height, peak.lag, highest, valid);
    if (score < good_enough) continue;
    const double lag = std::clamp(refine(peak, valid), range.shortest, range.longest);
    return {.frequency = rate_ / lag, .clarity = std::clamp(score, 0.0, 1.0)};
  }
  return {};
}

PitchDetector::LagRange PitchDetector::lag_range(std::size_t valid, double min_frequency,
                                                 double max_frequency) const noexcept {
  LagRange range{.shortest = 2.0, .longest = static_cast<double>(longest_lag(valid))};
  if (max_frequency > 0.0) range.shortest = std::max(range.shortest, rate_ / max_frequency);
  if (min_frequency > 0.0) range.longest = std::min(range.longest, rate_ / min_frequency);
  return range;
}

/// Copies the block less its mean, since a constant hides where a lobe begins, and sums its energy
/// up. False if the block holds nothing but a constant.
bool PitchDetector::load(const ScaledBlock& block) noexcept {
  const float* samples = block.samples.data();
  const std::size_t valid = block.samples.size();
  const double scale = static_cast<double>(block.scale);
  const double mean = sum_of(samples, valid) / static_cast<double>(valid) * scale;
  float* time = time_.data();
  const float offset = static_cast<float>(mean);
  for (std::size_t i = 0; i < valid; ++i) time[i] = samples[i] * block.scale - offset;
  std::fill(time + valid, time + fft_size_, 0.0F);

  sum_energy(time, valid, energy_.data());
  const double energy = energy_[valid];
  // What rounding leaves of a constant is 2^-48 of its power; of a signal 16 bits below it, 2^-32.
  constexpr double rounding = 1e-13;
  return energy > rounding * mean * mean * static_cast<double>(valid);
}

void PitchDetector::correlate() noexcept {
  std::complex<float>* bins = spectrum_.data();
  fft_->forward(time_.data(), bins);
  const std::size_t count = fft_size_ / 2 + 1;
  for (std::size_t k = 0; k < count; ++k)
    bins[k] = {bins[k].real() * bins[k].real() + bins[k].imag() * bins[k].imag(), 0.0F};
  fft_->inverse(bins, correlation_.data());
}

/// n(τ) = 2·r(τ) / m(τ), m(τ) the energy of the samples that r(τ) compares (McLeod & Wyvill 2005,
/// section 4).
void PitchDetector::normalise(std::size_t valid) noexcept {
  const double* energy = energy_.data();
  const float* correlation = correlation_.data();
  float* nsdf = nsdf_.data();
  const double total = energy[valid];
  // Where next to nothing is left to compare, what the mean left of a click's surroundings would
  // repeat perfectly. A steady block keeps 40 % of its energy at the longest lag.
  const float least = static_cast<float>(0.01 * total);
  const float gain = 2.0F / static_cast<float>(fft_size_);
  const std::size_t lags = longest_lag(valid) + 2;
  for (std::size_t lag = 0; lag < lags; ++lag) {
    const float left = static_cast<float>(energy[valid - lag] + (total - energy[lag]));
    nsdf[lag] = gain * correlation[lag] / (left > least ? left : least);
  }
}

/// The highest point of each positive lobe after the one around lag 0.
std::span<const PitchDetector::Peak> PitchDetector::find_key_maxima(std::size_t last_lag,
                                                                    LagRange range) noexcept {
  const float* nsdf = nsdf_.data();
  std::size_t lag = 1;
  while (lag <= last_lag && nsdf[lag] > 0.0F) ++lag;

  std::size_t count = 0;
  while (lag <= last_lag) {
    while (lag <= last_lag && nsdf[lag] <= 0.0F) ++lag;
    std::size_t top = 0;
    for (; lag <= last_lag && nsdf[lag] > 0.0F; ++lag) {
      const double place = static_cast<double>(lag);
      if (place < range.shortest - 1.0 || place > range.longest + 1.0) continue;
      const bool is_maximum = nsdf[lag] >= nsdf[lag - 1] && nsdf[lag] > nsdf[lag + 1];
      if (is_maximum && (top == 0 || nsdf[lag] > nsdf[top])) top = lag;
    }
    if (top == 0) continue;
    // A limit itself is in range, whatever the last digit of the interpolation says.
    constexpr double tolerance = 1.003;
    const Peak peak = peak_at(top);
    if (peak.lag * tolerance >= range.shortest && peak.lag <= range.longest * tolerance)
      maxima_[count++] = peak;
  }
  return maxima_.span().first(count);
}

/// The cosine through three points of the NSDF around a maximum: exact for a sine however few
/// samples its period has, and a parabola where the points are close together.
PitchDetector::Peak PitchDetector::peak_at(std::size_t lag) const noexcept {
  const double before = static_cast<double>(nsdf_[lag - 1]);
  const double top = static_cast<double>(nsdf_[lag]);
  const double after = static_cast<double>(nsdf_[lag + 1]);
  const double cosine = 0.5 * (before + after) / top;
  // Under 2.5 samples a period noise could raise the interpolated height out of all bounds; but
  // only a lone sine can be meant there, and lag 1 shows the same cosine.
  constexpr double steep = -0.8;
  constexpr double steepest = -0.9999;
  const bool is_sine = std::abs(cosine - static_cast<double>(nsdf_[1])) < 0.1;
  if (!(cosine < 1.0 && cosine > (is_sine ? steepest : steep)))
    return {.lag = static_cast<double>(lag), .height = std::min(top, 1.0)};
  const double step = std::acos(cosine);
  const double angle = std::atan(0.5 * (after - before) / (top * std::sin(step)));
  return {.lag = static_cast<double>(lag) + std::clamp(angle / step, -0.5, 0.5),
          .height = std::min(top / std::cos(angle), 1.0)};
}

/// The period, measured again as a fraction of a peak several periods away.
double PitchDetector::refine(Peak peak, std::size_t valid) const noexcept {
  constexpr int most_periods = 8;
  const double longest = 0.7 * static_cast<double>(valid);
  double period = peak.lag;
  for (int periods = 2; periods <= most_periods; ++periods) {
    const double expected = period * periods;
    if (expected > longest) break;
    auto lag = static_cast<std::size_t>(std::lround(expected));
    const auto reach = static_cast<std::size_t>(1.0 + 0.1 * period);
    const std::size_t first = lag - reach;
    const std::size_t last = lag + reach;
    while (lag > first && nsdf_[lag - 1] > nsdf_[lag]) --lag;
    while (lag < last && nsdf_[lag + 1] > nsdf_[lag]) ++lag;
    if (lag == first || lag == last) continue;
    const Peak again = peak_at(lag);
    if (again.height >= 0.8 * peak.height) period = again.lag / periods;
  }
  return period;
}

}  // namespace audioblocks
