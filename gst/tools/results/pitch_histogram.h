// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <vector>

namespace audioblocks::tool {

/// The pitches of a whole file and where most of them are.
class PitchHistogram {
 public:
  struct Peak {
    /// Hz; 0 where nothing was added.
    double frequency = 0.0;
    /// Share of the weight within half a semitone, 0..1.
    double share = 0.0;
  };

  PitchHistogram();
  /// `frequency` in Hz; ignored outside 5 Hz … 40 kHz.
  void add(double frequency, double weight);

  /// The most likely pitch. A mean over all blocks would be pulled away by octave errors, glides
  /// and other notes; a histogram keeps them in bins of their own. Bins are one cent wide and hold
  /// the weight and the weighted sum of the exact pitches in it. The heaviest stretch of a
  /// semitone, measured with a triangle so that its middle counts most, gives the place; the
  /// weighted mean of what lies within ±50 cents of it, twice re-centred, gives the fine figure.
  [[nodiscard]] Peak peak() const;

 private:
  struct Bin {
    double weight = 0.0;
    double weighted_cents = 0.0;
  };
  struct Stretch {
    double weight = 0.0;
    double mean_cents = 0.0;
  };
  [[nodiscard]] double triangle_weight(int centre) const;
  [[nodiscard]] int heaviest_place() const;
  [[nodiscard]] Stretch stretch_around(int centre) const;

  /// Cents above the lowest pitch, one bin each.
  std::vector<Bin> bins_;
  double total_weight_ = 0.0;
};

}  // namespace audioblocks::tool
