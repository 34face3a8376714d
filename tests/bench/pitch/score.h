// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <map>
#include <string_view>

#include "tests/bench/pitch/detectors/detector.h"
#include "tests/bench/pitch/material/material.h"

namespace audioblocks {

/// Counts over a set of blocks. Guesses count whether or not the block is declared voiced.
struct Tally {
  int blocks = 0;
  /// The guess is within 50 cents of the truth.
  int right = 0;
  /// Blocks whose truth is exact, and those of them with a guess within 10 cents.
  int exact = 0;
  int precise = 0;
  /// Within 50 cents of 2, 3 or 4 times the truth, or of a half, third or quarter of it.
  int octave_errors = 0;
  /// Declared voiced.
  int voiced = 0;

  void add(const TestBlock& block, const Estimate& estimate);

  /// Per cent; NaN if there is nothing to count.
  [[nodiscard]] double percent_right() const;
  [[nodiscard]] double percent_precise() const;
  [[nodiscard]] double percent_octave_errors() const;
  [[nodiscard]] double percent_voiced() const;
};

/// The results of one detector.
class Score {
 public:
  void add(const TestBlock& block, const Estimate& estimate);

  [[nodiscard]] Tally of_group(std::string_view group) const;
  /// The tally of a kind of sound, without the low notes.
  [[nodiscard]] Tally of_kind(std::string_view kind) const;

  /// Mean of a figure over the pitched groups, with equal weights; groups without it are excluded.
  [[nodiscard]] double mean(double (Tally::*figure)() const) const;

 private:
  std::map<std::string_view, Tally> groups_;
  std::map<std::string_view, Tally> kinds_;
};

}  // namespace audioblocks
