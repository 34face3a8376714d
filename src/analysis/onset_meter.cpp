// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/analysis/onset_meter.h"

#include <algorithm>
#include <cmath>

#include "src/dsp/kernels.h"

namespace audioblocks {

namespace {

constexpr std::size_t chunk_samples = BufferConstants::chunk_samples;
/// −110 dBFS: what is fainter does not count as a rise.
constexpr float faintest = 1e-11F;

/// The mean of an energy that may have overflowed, or, by differences of what did, not be a number.
float mean_of(float energy) noexcept {
  constexpr float most = 1e30F;
  return std::min(std::max(0.0F, energy), most) / static_cast<float>(chunk_samples);
}

}  // namespace

void OnsetMeter::prepare(int rate) noexcept {
  const double chunk_seconds = static_cast<double>(chunk_samples) / static_cast<double>(rate);
  constexpr double reach_seconds = 0.0232;
  constexpr double peak_seconds = 0.25;
  constexpr double mean_seconds = 1.0;
  reach_ = std::clamp(static_cast<std::size_t>(std::lround(reach_seconds / chunk_seconds)),
                      std::size_t{3}, longest_reach);
  peak_left_ = static_cast<float>(std::exp(-chunk_seconds / peak_seconds));
  mean_left_ = static_cast<float>(std::exp(-chunk_seconds / mean_seconds));
  begin();
}

Onset OnsetMeter::measure(std::span<const std::span<const float>> channels,
                          std::size_t valid_samples) noexcept {
  const std::size_t chunks = std::min(valid_samples / chunk_samples, most_chunks);
  load(channels, chunks);
  Onset onset;
  find_rise(chunks, onset);
  find_flux(chunks, onset);
  past_.energies.pass(chunks, reach_);
  past_.highs.pass(chunks, reach_);
  return onset;
}

/// The energies of the chunks. The highest octave is taken of pairs, so that an edge between two is
/// no rise, and over a floor: what is 30 dB below the latest peak does not count.
void OnsetMeter::load(std::span<const std::span<const float>> channels,
                      std::size_t chunks) noexcept {
  constexpr float local = 1e-3F;
  float* energies = past_.energies.block();
  float* highs = past_.highs.block();
  float peak = past_.peak;
  float last_high = past_.last_high;
  for (std::size_t c = 0; c < chunks; ++c) {
    // The block's first sample has none before it.
    const std::size_t first = c == 0 ? 1 : c * chunk_samples;
    kernels::ChunkEnergy sum;
    for (const std::span<const float> samples : channels) {
      const auto energy =
          kernels::chunk_energy(samples.data() + first, (c + 1) * chunk_samples - first);
      sum.all += energy.all;
      sum.high += energy.high;
    }
    energies[c] = mean_of(sum.all) + faintest;
    peak = std::max(energies[c], peak * peak_left_);
    const float high = mean_of(sum.high);
    highs[c] = high + last_high + local * peak + faintest;
    last_high = high;
  }
  past_.peak = peak;
  past_.last_high = last_high;
}

void OnsetMeter::find_rise(std::size_t chunks, Onset& onset) const noexcept {
  Chunks before;
  past_.energies.find_highest_before(reach_, chunks, before);
  const float* energies = past_.energies.block();
  // An edge belongs to the first chunk that it shows in.
  constexpr float steeper = 1.05F;
  float steepest = 1.0F;
  for (std::size_t c = 0; c < chunks; ++c) {
    const float rise = energies[c] / std::max(before[c], faintest);
    if (rise <= steeper * steepest) continue;
    steepest = rise;
    onset.rise_chunk = static_cast<std::uint32_t>(c);
  }
  onset.rise = 10.0F * std::log10(steepest);
}

/// By how much the highest octave rises, over its mean rise. The floor of the mean keeps a steady
/// sound from making much of little; and one beginning must not hide the next.
void OnsetMeter::find_flux(std::size_t chunks, Onset& onset) noexcept {
  if (chunks == 0) return;
  constexpr float floor = 0.05F;
  constexpr float most = 5.0F;
  constexpr float steepest_counted = 1e12F;
  Chunks before;
  past_.highs.find_highest_before(reach_, chunks, before);
  const float* highs = past_.highs.block();
  const float counted = std::min(std::exp(most * past_.mean + floor), steepest_counted);
  float steepest = 1.0F;
  float left = 1.0F;
  double rises = 0.0;
  // The sum of the logarithms, of several at once.
  constexpr std::size_t group = 8;
  for (std::size_t first = 0; first < chunks; first += group) {
    double product = 1.0;
    for (std::size_t c = first; c < std::min(chunks, first + group); ++c) {
      const float ratio = highs[c] / std::max(before[c], faintest);
      product *= static_cast<double>(std::clamp(ratio, 1.0F, counted));
      left *= mean_left_;
      if (ratio <= steepest) continue;
      steepest = ratio;
      onset.flux_chunk = static_cast<std::uint32_t>(c);
    }
    rises += std::log(product);
  }
  onset.flux = std::log(steepest) / (past_.mean + floor);
  const auto rise = static_cast<float>(rises / static_cast<double>(chunks));
  past_.mean = left * past_.mean + (1.0F - left) * rise;
}

void OnsetMeter::Series::find_highest_before(std::size_t reach, std::size_t chunks,
                                             Chunks& highest) const noexcept {
  // In groups of as many as a register holds: loops of a fixed length need a fifth of the time.
  constexpr std::size_t group = 8;
  static_assert(most_chunks % group == 0);
  for (std::size_t first = 0; first < chunks; first += group) {
    const float* values = values_.data() + longest_reach + first;
    std::array<float, group> most{};
    std::copy_n(values - 2, group, most.begin());
    for (std::size_t back = 3; back <= reach; ++back)
      for (std::size_t c = 0; c < group; ++c) most[c] = std::max(most[c], *(values + c - back));
    std::ranges::copy(most, highest.begin() + static_cast<std::ptrdiff_t>(first));
  }
}

void OnsetMeter::Series::pass(std::size_t chunks, std::size_t reach) noexcept {
  const float* end = block() + chunks;
  std::copy(end - reach, end, block() - reach);
}

}  // namespace audioblocks
