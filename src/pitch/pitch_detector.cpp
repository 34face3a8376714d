// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/pitch_detector.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "src/base/buffer_constants.h"
#include "src/dsp/kernels.h"
#include "src/pitch/detrended_nsdf.h"
#include "src/pitch/voicing.h"

namespace audioblocks {

namespace {

/// How few samples are compared at a lag: the NSDF's standard deviation in noise over that at lag
/// 0, less 1.
double scarcity(double lag, std::size_t length) noexcept {
  return 1.0 / std::sqrt(1.0 - lag / static_cast<double>(length)) - 1.0;
}

/// The clarity from which on a guess counts by default.
constexpr double voiced = 0.5;

}  // namespace

bool PitchDetector::prepare(FftFactory make_fft, MemoryBudget& budget, std::size_t block_samples,
                            int rate) noexcept {
  rate_ = static_cast<double>(rate);
  return whole_.prepare(make_fft, budget, block_samples, rate) &&
         detrended_.prepare(make_fft, budget, block_samples, rate) &&
         period_choice_.prepare(budget, whole_.block().most_lags()) &&
         trend_.prepare(budget, block_samples) &&
         harmonic_share_.prepare(budget, whole_.spectrum().size() / 2 + 1);
}

PitchGuess PitchDetector::detect(const ScaledBlock& block, double min_frequency,
                                 double max_frequency) noexcept {
  const PitchGuess guess = guess_of(block, min_frequency, max_frequency);
  if (guess.frequency <= 0.0 || guess.clarity >= voiced) return guess;
  const std::size_t onset = whole_.block().energy().onset() * whole_.block().step();
  if (onset == 0) return guess;
  const ScaledBlock rest{.samples = block.samples.subspan(onset), .scale = block.scale};
  const PitchGuess later = guess_of(rest, min_frequency, max_frequency);
  // What a stroke of a drum may hold as well is no proof of a note.
  constexpr double least_periods = 3.5;
  const double periods = later.frequency * static_cast<double>(rest.samples.size()) / rate_;
  return periods >= least_periods && later.clarity > guess.clarity ? later : guess;
}

PitchGuess PitchDetector::guess_of(const ScaledBlock& block, double min_frequency,
                                   double max_frequency) noexcept {
  // A limit itself is in range, whatever the last digit of the interpolation says.
  constexpr double tolerance = 1.003;
  const std::size_t valid = block.samples.size();
  if (valid < BufferConstants::min_pitch_samples) return {};
  const double lowest = std::max(min_frequency, lowest_frequency(valid, rate_));
  const double highest = max_frequency > 0.0 ? std::min(max_frequency, 0.5 * rate_) : 0.5 * rate_;
  if (lowest > highest || !whole_.load(block)) return {};

  Found found = find(rate_ / lowest);
  if (found.look == nullptr) return {};
  const double frequency = rate_ / found.period.lag;
  if (frequency * tolerance < lowest || frequency > highest * tolerance) return {};
  return {.frequency = std::clamp(frequency, lowest, highest),
          .clarity = clarity_of(found),
          .height = found.period.height};
}

/// `longest`: the period of the lowest frequency asked for, in samples.
PitchDetector::Found PitchDetector::find(double longest) noexcept {
  constexpr double noisy = 0.7;
  bool is_found = whole_.find_period(period_choice_, longest, PeriodChoice::usual);
  if (whole_.highest() < noisy)
    is_found |= whole_.find_period_in_noise(period_choice_, longest, PeriodChoice::usual);
  Found found;
  if (is_found) found = {&whole_, whole_.period(), whole_.highest()};
  return may_have_lows(found) ? choose_without_lows(found, longest) : found;
}

/// Whether so much of the power is low that it may be a room's rumble or the mains' hum, and either
/// a shorter period repeats nearly as well or even the best is in doubt.
bool PitchDetector::may_have_lows(Found& whole) noexcept {
  constexpr double little = 0.01;
  constexpr double much = 0.07;
  constexpr double very_much = 0.3;
  const double lows = whole_.spectrum().low_share();
  if (lows > little && whole_.highest_shorter() > 0.5) return true;
  if (lows < much || whole_.period().height > 0.9) return false;
  return lows > very_much || whole.look == nullptr || clarity_of(whole) < voiced;
}

/// The period found in the block without its trend, if it is more likely than that in the whole.
PitchDetector::Found PitchDetector::choose_without_lows(Found whole, double longest) noexcept {
  if (!detrended_.load_without_trend(whole_, trend_) ||
      !detrended_.find_period(period_choice_, longest, PeriodChoice::lenient) ||
      (whole.look != nullptr && detrended_.chosen_height() < 0.6))
    return whole;
  const std::span<const float> samples = detrended_.block().samples();
  const double lag = detrended_.period().lag;
  // With fewer periods in the block, the trend takes too much.
  constexpr double least_periods = 2.0;
  if (lag * least_periods > static_cast<double>(samples.size())) return whole;
  const double octaves = std::log2(whole_.period().lag / lag);
  constexpr double same = 0.04;
  constexpr double sure = 0.8;
  const bool is_same = std::abs(octaves) < same;
  // Logistic regression, rounded, all but the exact height: docs/pitch.md, "A third look".
  constexpr double exact_weight = 3.6;
  const double evidence = 2.0 * detrended_.chosen_height() + whole_.nsdf().value_at(lag) +
                          1.2 * std::clamp(octaves, -1.0, 2.0) -
                          6.3 * std::max(whole.period.height, whole_.chosen_height()) - 0.5;
  if (whole.look != nullptr &&
      (is_same ? clarity_of(whole) > sure : evidence + exact_weight <= 0.0))
    return whole;

  const Peak exact = DetrendedNsdf(samples, trend_, rate_).peak_near(lag);
  Found without{.look = &detrended_,
                .period = exact.height > 0.9 ? exact : detrended_.period(),
                .highest = detrended_.highest()};
  if (whole.look == nullptr)
    return exact.height > 0.5 && detrended_.chosen_height() > 0.65 ? without : whole;
  if (exact.height < 0.65) return whole;
  if (is_same) return clarity_of(without) > clarity_of(whole) ? without : whole;
  return evidence + exact_weight * exact.height * exact.height > 0.0 ? without : whole;
}

double PitchDetector::clarity_of(Found& found) noexcept {
  if (!found.clarity) found.clarity = voicing_clarity(features_of(found));
  return *found.clarity;
}

VoicingFeatures PitchDetector::features_of(const Found& found) noexcept {
  const Nsdf& nsdf = found.look->nsdf();
  const Peak peak = found.period;
  const std::span<const float> values = nsdf.values();
  const double period = peak.lag / static_cast<double>(nsdf.step());
  const auto lag_steps = static_cast<std::size_t>(period);
  const float valley = kernels::least(values.data(), std::min(values.size(), lag_steps + 1), 1.0F);
  // A steady block still compares a sixth of its energy at the longest lag; what repeats in less
  // is what the mean left of a click's surroundings.
  constexpr double enough = 0.02;
  const StepEnergy& energy = found.look->block().energy();
  const double believed = std::min(1.0, energy.compared_part(lag_steps) / enough);
  const double length = static_cast<double>(nsdf.length());
  const double size = static_cast<double>(found.look->spectrum().size());
  const double share = harmonic_share_.of(
      nsdf.power().first(found.look->spectrum().harmonic_bins()), size / peak.lag, size / length);
  return {.height = believed * peak.height,
          .highest = believed * std::max(found.highest, peak.height),
          .valley = std::max(static_cast<double>(valley), -1.0),
          .scarcity = scarcity(peak.lag, nsdf.length()),
          .harmonic_share = share,
          .quietest_part = energy.quietest_part(period),
          .duration = length / rate_};
}

}  // namespace audioblocks
