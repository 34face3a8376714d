// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/pitch_histogram.h"

#include <algorithm>
#include <cmath>

namespace audioblocks::tool {

namespace {

constexpr double lowest_frequency = 5.0;
/// Thirteen octaves: up to 40.96 kHz.
constexpr int bin_count = 13 * 1200;
constexpr int half_semitone = 50;
constexpr int refinements = 2;

}  // namespace

PitchHistogram::PitchHistogram() : bins_(bin_count) {}

void PitchHistogram::add(double frequency, double weight) {
  if (!(frequency > 0.0) || !(weight > 0.0)) return;
  const double cents = 1200.0 * std::log2(frequency / lowest_frequency);
  if (!(cents >= 0.0 && cents < bin_count)) return;
  Bin& bin = bins_[static_cast<std::size_t>(cents)];
  bin.weight += weight;
  bin.weighted_cents += weight * cents;
  total_weight_ += weight;
}

double PitchHistogram::triangle_weight(int centre) const {
  double sum = 0.0;
  const int first = std::max(0, centre - half_semitone);
  const int last = std::min(bin_count - 1, centre + half_semitone);
  for (int i = first; i <= last; ++i)
    sum += bins_[static_cast<std::size_t>(i)].weight * (half_semitone + 1 - std::abs(i - centre));
  return sum;
}

int PitchHistogram::heaviest_place() const {
  int best = 0;
  double best_weight = -1.0;
  for (int i = 0; i < bin_count; ++i) {
    const double weight = triangle_weight(i);
    if (weight > best_weight) {
      best = i;
      best_weight = weight;
    }
  }
  return best;
}

PitchHistogram::Stretch PitchHistogram::stretch_around(int centre) const {
  Stretch stretch;
  const int first = std::max(0, centre - half_semitone);
  const int last = std::min(bin_count - 1, centre + half_semitone);
  double weighted_cents = 0.0;
  for (int i = first; i <= last; ++i) {
    stretch.weight += bins_[static_cast<std::size_t>(i)].weight;
    weighted_cents += bins_[static_cast<std::size_t>(i)].weighted_cents;
  }
  stretch.mean_cents = stretch.weight > 0.0 ? weighted_cents / stretch.weight : centre;
  return stretch;
}

PitchHistogram::Peak PitchHistogram::peak() const {
  if (!(total_weight_ > 0.0)) return {};
  Stretch stretch = stretch_around(heaviest_place());
  for (int i = 0; i < refinements; ++i)
    stretch = stretch_around(static_cast<int>(std::lround(stretch.mean_cents)));
  return {lowest_frequency * std::exp2(stretch.mean_cents / 1200.0),
          stretch.weight / total_weight_};
}

}  // namespace audioblocks::tool
