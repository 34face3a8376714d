// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>
#include <vector>

namespace audioblocks::tool {

/// "3.53 s", "1:30.25", "1:00:00.00": in the unit of the labels of an axis that long.
std::string duration_text(double seconds);

/// The horizontal axis of a plot, with labels.
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
  /// The unit of the labels.
  [[nodiscard]] const char* unit() const;

 private:
  double left_;
  double width_;
  double seconds_;
};

}  // namespace audioblocks::tool
