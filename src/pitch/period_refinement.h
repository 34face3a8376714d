// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "src/base/realtime.h"
#include "src/pitch/centred_block.h"
#include "src/pitch/nsdf.h"
#include "src/pitch/peak.h"

namespace audioblocks {

/// Measures a chosen period again by its multiples; and, where the weights would bend it, without
/// them. `rate` in Hz.
Peak refine_period(const CentredBlock& block, const Nsdf& nsdf, Peak peak,
                   double rate) noexcept AUDIOBLOCKS_REALTIME;

}  // namespace audioblocks
