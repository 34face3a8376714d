// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>

/// How many times as long as usual the stress tests go on: AUDIOBLOCKS_SOAK, which `./dev soak`
/// sets; 1 else.
inline std::size_t soak_factor() {
  const char* factor = std::getenv("AUDIOBLOCKS_SOAK");
  return factor == nullptr ? 1 : std::max(std::strtoul(factor, nullptr, 10), 1UL);
}
