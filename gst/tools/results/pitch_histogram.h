// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <vector>

namespace audioblocks::tool {

/// The pitches of a whole file and their peak.
class PitchHistogram {
 public:
  struct Peak {
    /// Hz; 0 if nothing was added.
    double frequency = 0.0;
    /// Share of the weight within half a semitone of it, 0..1.
    double share = 0.0;
  };

  PitchHistogram();
  /// `frequency` in Hz; ignored outside 5 Hz … 40 kHz.
  void add(double frequency, double weight);

  /// The most likely pitch. Octave errors, glides and other notes would bias a mean over all
  /// blocks; a histogram keeps them in other bins. Bins are one cent wide and hold the weight and
  /// the weighted sum of their exact pitches. The heaviest stretch of a semitone, weighted with a
  /// triangle so that its middle counts most, is the coarse result; the weighted mean of what lies
  /// within ±50 cents of it, re-centred twice, is the result.
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
