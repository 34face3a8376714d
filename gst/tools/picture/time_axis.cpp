// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/picture/time_axis.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "gst/tools/base/text.h"

namespace audioblocks::tool {

namespace {

constexpr double min_spacing = 70.0;

/// The shortest round step that keeps labels apart.
double step_of(double min_step) {
  static constexpr std::array<double, 19> steps = {0.001, 0.005, 0.01,  0.02,   0.05,  0.1,  0.2,
                                                   0.5,   1.0,   2.0,   5.0,    10.0,  30.0, 60.0,
                                                   120.0, 300.0, 600.0, 1800.0, 3600.0};
  const auto* const step = std::ranges::lower_bound(steps, min_step);
  if (step != steps.end()) return *step;
  return 3600.0 * std::ceil(min_step / 3600.0);
}

/// Decimals that distinguish one multiple of the step from the next.
int digits_of(double step) {
  if (step >= 1.0) return 0;
  if (step >= 0.1) return 1;
  return step >= 0.01 ? 2 : 3;
}

std::string clock_text(long seconds) {
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

}  // namespace

std::string duration_text(double seconds) {
  if (seconds < 60.0) return fixed(seconds, 2) + " s";
  const long hundredths = std::lround(100.0 * seconds);
  return fmt::format("{}.{:02}", clock_text(hundredths / 100), hundredths % 100);
}

TimeAxis::TimeAxis(double left, double width, double seconds)
    : left_(left), width_(width), seconds_(seconds) {}

std::vector<TimeAxis::Tick> TimeAxis::ticks() const {
  const double step = step_of(min_spacing * seconds_ / width_);
  const int digits = digits_of(step);
  std::vector<Tick> ticks;
  for (int i = 0; i * step <= seconds_; ++i) {
    const double time = i * step;
    ticks.push_back(
        {x(time), seconds_ < 60.0 ? fixed(time, digits) : clock_text(std::lround(time))});
  }
  return ticks;
}

const char* TimeAxis::unit() const {
  if (seconds_ < 60.0) return "seconds";
  return seconds_ < 3600.0 ? "minutes:seconds" : "hours:minutes:seconds";
}

}  // namespace audioblocks::tool
