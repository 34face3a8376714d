// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>

/// Factor for the length of the stress tests: AUDIOBLOCKS_SOAK, which `./dev soak` sets;
/// otherwise 1.
inline std::size_t soak_factor() {
  const char* factor = std::getenv("AUDIOBLOCKS_SOAK");
  return factor == nullptr ? 1 : std::max(std::strtoul(factor, nullptr, 10), 1UL);
}
