// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <span>

namespace audioblocks {

/// The result of a pitch detector for one block.
struct Estimate {
  /// Hz; 0 = no guess.
  double frequency = 0.0;
  /// 0 … 1, each detector's own measure.
  double confidence = 0.0;
  /// True if the block has a pitch by the detector's defaults. There may be a guess without one.
  bool voiced = false;
};

/// A pitch detector for blocks of one size at one rate, each block on its own.
class Detector {
 public:
  Detector() = default;
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;
  virtual ~Detector() = default;

  virtual Estimate detect(std::span<const float> block) = 0;
};

}  // namespace audioblocks
