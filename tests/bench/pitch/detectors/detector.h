// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <span>

namespace audioblocks {

/// What a pitch detector makes of one block.
struct Estimate {
  /// Hz; 0 = no guess.
  double frequency = 0.0;
  /// 0 … 1, each detector's own measure.
  double confidence = 0.0;
  /// Whether the block has a pitch, by the detector's defaults. A guess may be there without.
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
