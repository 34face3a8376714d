// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks::tool {

/// Where seconds are across a picture, and where it is worth writing them.
class TimeAxis {
 public:
  struct Tick {
    double x = 0.0;
    /// "0.5", "1:30", "1:00:00".
    std::string label;
  };

  /// `seconds` above 0.
  TimeAxis(double left, double width, double seconds);

  [[nodiscard]] double x(double seconds) const { return left_ + width_ * seconds / seconds_; }
  [[nodiscard]] std::vector<Tick> ticks() const;
  /// What the labels are in.
  [[nodiscard]] const char* unit() const;

 private:
  double left_;
  double width_;
  double seconds_;
};

}  // namespace audioblocks::tool
