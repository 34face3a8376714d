// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <type_traits>

#include "src/base/realtime.h"
#include "src/memory/circular_buffer.h"

/// Copies any number of samples into the ring, which evicts as often as it takes. Of a run longer
/// than the ring only the last whole blocks remain.
template <class T>
void ring_write(audioblocks::CircularBuffer<T>& ring,
                std::type_identity_t<std::span<const T>> samples) noexcept AUDIOBLOCKS_REALTIME {
  while (!samples.empty()) {
    const std::span<T> space = ring.writable();
    if (space.empty()) return;
    const std::size_t n = std::min(space.size(), samples.size());
    std::copy_n(samples.begin(), n, space.begin());
    ring.commit(n);
    samples = samples.subspan(n);
  }
}
