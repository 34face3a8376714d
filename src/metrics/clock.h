// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <chrono>
#include <cstdint>

#include "src/base/realtime.h"

namespace audioblocks {

/// Where processing time is read from: a function and its context, so that tests can bring a clock
/// that they set by hand. Copied by value; `context` must outlive every copy.
struct Clock {
  /// Nanoseconds since some fixed moment, never going back. Callable from the streaming thread.
  std::uint64_t (*now)(void* context) noexcept AUDIOBLOCKS_REALTIME;
  void* context;

  std::uint64_t operator()() const noexcept AUDIOBLOCKS_REALTIME { return now(context); }
};

/// The machine's monotonic clock (CLOCK_MONOTONIC on Linux). A reading costs some 30 ns: time a
/// block, not a chunk.
inline Clock steady_clock() noexcept {
  constexpr auto read = [](void*) noexcept AUDIOBLOCKS_REALTIME -> std::uint64_t {
    AUDIOBLOCKS_TRUST_BEGIN
    const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
    AUDIOBLOCKS_TRUST_END
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(since_start).count());
  };
  return {read, nullptr};
}

}  // namespace audioblocks
