// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "src/base/realtime.h"

namespace audioblocks {

/// What distinguishes a pitched block from any other, besides its period.
struct VoicingFeatures {
  /// NSDF at the period and at the best of all maxima, −1 … 1.
  double height = 0.0;
  double highest = 0.0;
  /// NSDF at its lowest before the period, −1 … 1.
  double valley = 0.0;
  /// How few samples the NSDF compares at the period: 1/√(1 − lag/length) − 1, from 0.
  double scarcity = 0.0;
  /// Part of the power near the harmonics, 0 … 1.
  double harmonic_share = 0.0;
  /// Power of the quietest whole periods, an eighth of the block or more, over the mean, 0 … 1.
  double quietest_part = 0.0;
  /// Length of the block, in seconds.
  double duration = 1.0;
};

/// How sure it is that the block has a pitch, 0 … 1; rises with each feature but the scarcity.
double voicing_clarity(const VoicingFeatures& features) noexcept AUDIOBLOCKS_REALTIME;

}  // namespace audioblocks
