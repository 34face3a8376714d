// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/pitch/peak_interpolation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "src/dsp/clones.h"

namespace audioblocks {

namespace {

/// Least |cosine| of an ordinary peak: under 2.5 values a period noise could raise the interpolated
/// height out of all bounds.
constexpr float steep = -0.8F;
constexpr float steepest = -0.9999F;

/// The cosine through three values.
struct CosineFit {
  double place = 0.0;
  /// Phase of the cosine at the middle value.
  double angle = 0.0;
};
[[gnu::always_inline]] inline CosineFit fit_cosine(double before, double top,
                                                   double after) noexcept {
  const double cosine = 0.5 * (before + after) / top;
  if (!(cosine < 1.0 && cosine > static_cast<double>(steepest))) return {};
  const double angle_step = std::acos(cosine);
  const double angle = std::atan(0.5 * (after - before) / (top * std::sqrt(1.0 - cosine * cosine)));
  return {.place = std::clamp(angle / angle_step, -0.5, 0.5), .angle = angle};
}

}  // namespace

bool PeakInterpolation::prepare(MemoryBudget& budget, std::size_t most) noexcept {
  return before_.allocate(budget, MemoryKind::scratch, most) &&
         after_.allocate(budget, MemoryKind::scratch, most);
}

/// Only a lone sine can be meant by less than 2.5 values a period.
float PeakInterpolation::cosine_at(const float* curve, std::size_t index) noexcept {
  const float cosine = 0.5F * (curve[index - 1] + curve[index + 1]) / curve[index];
  if (cosine > steep) return std::min(cosine, 1.0F);
  const bool is_sine = std::abs(cosine - curve[1]) < 0.1F;
  return is_sine && cosine > steepest ? cosine : 1.0F;
}

float PeakInterpolation::height_at(const float* curve, std::size_t index) noexcept {
  const float top = curve[index];
  const float cosine = cosine_at(curve, index);
  const float difference = 0.5F * (curve[index + 1] - curve[index - 1]);
  const float squared_sine = 1.0F - cosine * cosine;
  if (squared_sine <= 0.0F) return std::min(top, 1.0F);
  // top / cos(angle), as maximum_of() has it.
  return std::min(std::sqrt(top * top + difference * difference / squared_sine), 1.0F);
}

/// height_at() without a branch.
AUDIOBLOCKS_CLONES void PeakInterpolation::heights_at(std::span<const float> curve,
                                                      std::span<const std::uint32_t> indices,
                                                      float* heights) noexcept {
  const std::size_t count = indices.size();
  const float* values = curve.data();
  float* before = before_.data();
  float* after = after_.data();
  for (std::size_t i = 0; i < count; ++i) {
    before[i] = values[indices[i] - 1];
    heights[i] = values[indices[i]];
    after[i] = values[indices[i] + 1];
  }
  const float first = values[1];
  constexpr float infinite = std::numeric_limits<float>::infinity();
  for (std::size_t i = 0; i < count; ++i) {
    const float top = heights[i];
    const float cosine = 0.5F * (before[i] + after[i]) / top;
    const float difference = 0.5F * (after[i] - before[i]);
    const float limit = std::abs(cosine - first) < 0.1F ? steepest : steep;
    const float squared_sine = cosine > limit ? 1.0F - cosine * cosine : 0.0F;
    const float divisor = squared_sine > 0.0F ? squared_sine : infinite;
    const float height = std::sqrt(top * top + difference * difference / divisor);
    heights[i] = height < 1.0F ? height : 1.0F;
  }
}

double PeakInterpolation::place_at(const float* curve, std::size_t index) noexcept {
  double place = 0.0;
  if (cosine_at(curve, index) < 1.0F)
    place = fit_cosine(static_cast<double>(curve[index - 1]), static_cast<double>(curve[index]),
                       static_cast<double>(curve[index + 1]))
                .place;
  return place + static_cast<double>(index);
}

Peak PeakInterpolation::maximum_of(double before, double top, double after) noexcept {
  const CosineFit fit = fit_cosine(before, top, after);
  return {.lag = fit.place, .height = top / std::cos(fit.angle)};
}

}  // namespace audioblocks
