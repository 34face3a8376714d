// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <map>

namespace audioblocks::tool {

/// The pitches of a whole file and their peak.
class PitchHistogram {
 public:
  struct Peak {
    /// Hz; 0 if nothing was added.
    double frequency = 0.0;
    /// Share of the time within half a semitone of it, 0..1.
    double share = 0.0;
  };

  /// `frequency` in Hz, above 0. `weight`: how much it counts in the mean of pitches that are close
  /// to each other, above 0.
  void add(double frequency, double seconds, double weight);

  /// The pitch that is heard the longest. Octave errors, glides and other notes would bias a mean
  /// over all blocks; a histogram keeps them in other bins. Bins are one cent wide. The longest
  /// stretch of a semitone, its time counted with a triangle so that its middle counts most, is the
  /// coarse result; the weighted mean of the exact pitches within ±50 cents of it, re-centred
  /// twice, is the result.
  [[nodiscard]] Peak peak() const;

 private:
  struct Bin {
    double seconds = 0.0;
    double weight = 0.0;
    double weighted_cents = 0.0;
  };
  struct Stretch {
    double seconds = 0.0;
    double mean_cents = 0.0;
  };
  [[nodiscard]] double triangle_seconds(int centre) const;
  [[nodiscard]] int longest_place() const;
  [[nodiscard]] Stretch stretch_around(int centre) const;

  /// Under their cents above 1 Hz; those without a pitch are left out.
  std::map<int, Bin> bins_;
  double total_seconds_ = 0.0;
};

}  // namespace audioblocks::tool
