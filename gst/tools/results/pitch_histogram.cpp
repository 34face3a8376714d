// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/results/pitch_histogram.h"

#include <cmath>
#include <cstdlib>

namespace audioblocks::tool {

namespace {

constexpr int half_semitone = 50;
constexpr int refinements = 2;

}  // namespace

void PitchHistogram::add(double frequency, double seconds, double weight) {
  const double cents = 1200.0 * std::log2(frequency);
  Bin& bin = bins_[static_cast<int>(std::floor(cents))];
  bin.seconds += seconds;
  bin.weight += weight;
  bin.weighted_cents += weight * cents;
  total_seconds_ += seconds;
}

double PitchHistogram::triangle_seconds(int centre) const {
  double sum = 0.0;
  const auto end = bins_.upper_bound(centre + half_semitone);
  for (auto bin = bins_.lower_bound(centre - half_semitone); bin != end; ++bin)
    sum += bin->second.seconds * (half_semitone + 1 - std::abs(bin->first - centre));
  return sum;
}

/// Sums of triangles are highest at the middle of one of them.
int PitchHistogram::longest_place() const {
  int best = 0;
  double best_sum = -1.0;
  for (const auto& [place, bin] : bins_) {
    const double sum = triangle_seconds(place);
    if (sum <= best_sum) continue;
    best = place;
    best_sum = sum;
  }
  return best;
}

PitchHistogram::Stretch PitchHistogram::stretch_around(int centre) const {
  Stretch stretch;
  double weight = 0.0;
  double weighted_cents = 0.0;
  const auto end = bins_.upper_bound(centre + half_semitone);
  for (auto bin = bins_.lower_bound(centre - half_semitone); bin != end; ++bin) {
    stretch.seconds += bin->second.seconds;
    weight += bin->second.weight;
    weighted_cents += bin->second.weighted_cents;
  }
  stretch.mean_cents = weight > 0.0 ? weighted_cents / weight : centre;
  return stretch;
}

PitchHistogram::Peak PitchHistogram::peak() const {
  if (bins_.empty()) return {};
  Stretch stretch = stretch_around(longest_place());
  for (int i = 0; i < refinements; ++i)
    stretch = stretch_around(static_cast<int>(std::lround(stretch.mean_cents)));
  return {std::exp2(stretch.mean_cents / 1200.0), stretch.seconds / total_seconds_};
}

}  // namespace audioblocks::tool
