// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/spectrum.h"

#include <algorithm>
#include <cmath>

#include "src/analysis/level.h"
#include "src/dsp/kernels.h"

namespace audioblocks {

namespace {

/// Nearer than this to bin 0 or to rate/2, the image of a sine's negative frequency adds to its
/// peak.
constexpr std::size_t edge_bins = 10;
/// The image is subtracted again until the peak moves by less than settled_bins, max_passes times
/// at most.
constexpr double settled_bins = 1e-4;
constexpr int max_passes = 4;

double magnitude(float power) noexcept { return std::sqrt(static_cast<double>(power)); }

}  // namespace

bool Spectrum::prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                       int rate) noexcept {
  kernels::prepare();
  fft_size_ = fast_fft_size(block_samples);
  bin_hz_ = static_cast<double>(rate) / static_cast<double>(fft_size_);
  fft_.reset();
  fft_ = make_fft(budget, fft_size_);
  if (!fft_) return false;
  if (!time_.allocate(budget, MemoryKind::fft, fft_size_) ||
      !real_.allocate(budget, MemoryKind::fft, last_bin() + 1) ||
      !imaginary_.allocate(budget, MemoryKind::fft, last_bin() + 1) ||
      !powers_.allocate(budget, MemoryKind::scratch, last_bin() + 1))
    return false;
  for (std::size_t i = 0; i < window_type_count; ++i) {
    if (!windows_[i].prepare(static_cast<WindowType>(i), block_samples, budget)) return false;
    lobes_[i].measure(windows_[i], fft_size_, block_samples);
  }
  return true;
}

SpectrumFigures Spectrum::analyze(const ScaledBlock& block, WindowType type,
                                  std::span<float> bands) noexcept {
  const Window& window = windows_[static_cast<std::size_t>(type)];
  const std::size_t valid = block.samples.size();
  transform(block, window);
  kernels::power_spectrum(real_.data(), imaginary_.data(), powers_.size(), powers_.data());
  const kernels::Moments moments = kernels::moments(powers_.data(), powers_.size());
  const double sum = window.sum(valid);
  if (moments.power <= 0.0 || sum <= 0.0) {
    std::ranges::fill(bands, static_cast<float>(min_db));
    return {};
  }

  const bool whole = valid == window.size();
  if (!whole) partial_lobe_.measure(window, fft_size_, valid);
  const MainLobe& lobe = whole ? lobes_[static_cast<std::size_t>(type)] : partial_lobe_;
  const Peak peak = find_peak(moments.highest, window, lobe, valid);
  if (!bands.empty()) {
    const double energy_left = window.energy(valid) / window.energy(window.size());
    const double gain = 1.0 / window.sum(window.size());
    fill_bands(bands, gain * gain / energy_left, block.scale_db);
  }
  return {.peak_frequency = std::clamp(peak.bin, 0.0, static_cast<double>(last_bin())) * bin_hz_,
          .peak_magnitude = std::max(
              min_db, 20.0 * std::log10(std::max(peak.amplitude / sum, 1e-300)) + block.scale_db),
          .centroid = moments.bin_power / moments.power * bin_hz_};
}

void Spectrum::transform(const ScaledBlock& block, const Window& window) noexcept {
  const std::size_t valid = block.samples.size();
  float* time = time_.data();
  kernels::weigh(block.samples.data(), window.samples().data(), block.scale, valid, time);
  std::fill(time + valid, time + fft_size_, 0.0F);
  fft_->forward(time, real_.data(), imaginary_.data());
}

Spectrum::Peak Spectrum::find_peak(float highest_power, const Window& window, const MainLobe& lobe,
                                   std::size_t valid) const noexcept {
  // A constant is a peak at bin 0 and an alternation one at rate/2. Neither shares its amplitude
  // with an image, so it is not doubled. The bins that fall away from them are their lobes, not
  // sines.
  const float* powers = powers_.data();
  std::size_t first = 0;
  while (first < last_bin() && powers[first + 1] <= powers[first]) ++first;
  std::size_t last = last_bin();
  while (last > first && powers[last - 1] <= powers[last]) --last;

  Peak peak;
  if (first > 0) peak = {0.0, magnitude(powers[0])};
  if (last < last_bin() && magnitude(powers[last_bin()]) > peak.amplitude)
    peak = {static_cast<double>(last_bin()), magnitude(powers[last_bin()])};

  const float* end = powers + last + 1;
  const float* highest = std::find(powers + first, end, highest_power);
  if (highest == end) highest = std::max_element(powers + first, end);
  const auto bin = static_cast<std::size_t>(highest - powers);
  if (bin == 0 || bin == last_bin() || 2.0 * magnitude(*highest) <= peak.amplitude) return peak;
  const bool near_edge = bin < edge_bins || bin + edge_bins > last_bin();
  return near_edge ? interpolate_near_edge(bin, window, lobe, valid) : interpolate(bin, lobe);
}

Spectrum::Peak Spectrum::interpolate(std::size_t bin, const MainLobe& lobe) const noexcept {
  const double below = magnitude(powers_[bin - 1]);
  const double centre = magnitude(powers_[bin]);
  const double above = magnitude(powers_[bin + 1]);
  const double offset = lobe.offset(std::max(below, above) / centre);
  return {static_cast<double>(bin) + (above > below ? offset : -offset),
          2.0 * centre / lobe.gain(offset)};
}

Spectrum::Peak Spectrum::interpolate_near_edge(std::size_t bin, const Window& window,
                                               const MainLobe& lobe,
                                               std::size_t valid) const noexcept {
  // X[j] = C·W(j − f) + C*·W(j + f) for a real sine at f: solve bin `bin` for C, subtract the image
  // C*·W(j + f) from three bins, interpolate again.
  const auto lobe_at = [&](double offset) {
    return window.transform(offset / static_cast<double>(fft_size_), valid);
  };
  const auto take_off = [](std::complex<double>& value, std::complex<double> c,
                           std::complex<double> image) {
    value -= std::complex<double>(c.real() * image.real() + c.imag() * image.imag(),
                                  c.real() * image.imag() - c.imag() * image.real());
  };
  Peak peak = interpolate(bin, lobe);
  const double centre_bin = static_cast<double>(bin);
  const std::complex<double> x = value_at(bin);
  for (int pass = 0; pass < max_passes; ++pass) {
    const double before = peak.bin;
    const std::complex<double> direct = lobe_at(centre_bin - peak.bin);
    const std::complex<double> image = lobe_at(centre_bin + peak.bin);
    const double determinant = std::norm(direct) - std::norm(image);
    if (determinant <= 0.5 * std::norm(direct)) break;
    // C = (X·W*(j − f) − X*·W(j + f)) / (|W(j − f)|² − |W(j + f)|²)
    const std::complex<double> c((x.real() * direct.real() + x.imag() * direct.imag() -
                                  x.real() * image.real() - x.imag() * image.imag()) /
                                     determinant,
                                 (x.imag() * direct.real() - x.real() * direct.imag() -
                                  x.real() * image.imag() + x.imag() * image.real()) /
                                     determinant);
    std::array<double, 3> sizes{};
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      const double j = centre_bin + static_cast<double>(i) - 1.0;
      std::complex<double> value = value_at(bin + i - 1);
      take_off(value, c, i == 1 ? image : lobe_at(j + peak.bin));
      sizes[i] = std::sqrt(std::norm(value));
    }
    if (sizes[1] <= 0.0) break;
    const double offset = lobe.offset(std::max(sizes[0], sizes[2]) / sizes[1]);
    peak = {centre_bin + (sizes[2] > sizes[0] ? offset : -offset),
            2.0 * sizes[1] / lobe.gain(offset)};
    if (std::abs(peak.bin - before) < settled_bins) break;
  }
  return peak;
}

void Spectrum::fill_bands(std::span<float> bands, double power_gain,
                          double scale_db) const noexcept {
  const std::size_t count = bands.size();
  // Band b holds the bins k with b ≤ k·count/last_bin < b + 1; the last one also holds last_bin.
  const auto first_of = [&](std::size_t band) { return (band * last_bin() + count - 1) / count; };
  const auto power_of = [&](std::size_t k) {
    return static_cast<double>(powers_[k]) * (k == 0 || k == last_bin() ? 1.0 : 4.0);
  };
  for (std::size_t band = 0; band < count; ++band) {
    const std::size_t first = first_of(band);
    const std::size_t end = band + 1 == count ? last_bin() + 1 : first_of(band + 1);
    double power = 0.0;
    for (std::size_t k = first; k < end; ++k) power += power_of(k);
    if (end > first)
      power /= static_cast<double>(end - first);
    else
      power = power_of(((2 * band + 1) * last_bin() + count) / (2 * count));
    power *= power_gain;
    bands[band] = power > 0.0 ? static_cast<float>(std::max(power_to_db(power) + scale_db, min_db))
                              : static_cast<float>(min_db);
  }
}

}  // namespace audioblocks
