// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <span>

#include "src/base/realtime.h"

namespace audioblocks {

/// A block of one channel, or of the mix, as the analyses take it. A power of two brings samples of
/// any finite magnitude near full scale, which costs no accuracy; so no square in single precision
/// overflows or vanishes.
struct ScaledBlock {
  /// The valid samples, unscaled; never empty.
  std::span<const float> samples;
  /// The factor that the samples are to be multiplied by.
  float scale = 1.0F;
  /// dB to be added to levels measured on the scaled samples.
  double scale_db = 0.0;
};

/// The power of two that brings samples of that peak magnitude near 1; 1 for a peak of 0. Divided
/// by any number of channels, it is still a normal number.
float normalising_scale(float peak) noexcept AUDIOBLOCKS_REALTIME;

/// The `scale_db` that goes with a scale: −20·log10(scale).
double scale_to_db(float scale) noexcept AUDIOBLOCKS_REALTIME;

}  // namespace audioblocks
