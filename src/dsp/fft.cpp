// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/dsp/fft.h"

namespace audioblocks {

namespace {

/// True if `size` has no prime factors other than 2, 3 and 5.
bool is_smooth(std::size_t size) noexcept {
  for (const std::size_t factor : {std::size_t{2}, std::size_t{3}, std::size_t{5}})
    while (size % factor == 0) size /= factor;
  return size == 1;
}

}  // namespace

std::size_t fast_fft_size(std::size_t size) noexcept {
  std::size_t fast = size < 2 ? 2 : size + size % 2;
  while (!is_smooth(fast)) fast += 2;
  return fast;
}

}  // namespace audioblocks
