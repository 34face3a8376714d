// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>

#include "src/base/realtime.h"

namespace audioblocks {

/// Running sums: `sums[n]` becomes the sum of the first n values, n = 0 … count.
void running_sums(const float* values, std::size_t count,
                  float* sums) noexcept AUDIOBLOCKS_REALTIME;

}  // namespace audioblocks
