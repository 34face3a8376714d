// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <chrono>

#include "src/threads/wait_point.h"

namespace audioblocks {

/// Whether the streaming thread may wait: not during a flush, and not while the element stops. Any
/// thread; whoever closes the gate then notifies what is waited at.
class WaitGate {
 public:
  WaitGate() noexcept = default;
  WaitGate(const WaitGate&) = delete;
  WaitGate& operator=(const WaitGate&) = delete;

  /// At READY→PAUSED.
  void start() noexcept { flushing_ = stopped_ = false; }
  /// At PAUSED→READY.
  void stop() noexcept { stopped_ = true; }
  void set_flushing(bool flushing) noexcept { flushing_ = flushing; }
  [[nodiscard]] bool must_not_wait() const noexcept { return flushing_.load() || stopped_.load(); }

  /// Waits until `ready()` or until the gate closes: false then. Calls `late()` once if that takes
  /// two seconds.
  template <typename Ready, typename Late>
  bool wait_until(WaitPoint& wait_point, Ready ready, Late late) const {
    const auto ended = [this, &ready] { return must_not_wait() || ready(); };
    if (!wait_point.wait_for(patience, ended)) {
      late();
      while (!wait_point.wait_for(patience, ended)) {
      }
    }
    return !must_not_wait();
  }

 private:
  static constexpr std::chrono::milliseconds patience{2000};

  std::atomic<bool> flushing_{false};
  std::atomic<bool> stopped_{true};
};

}  // namespace audioblocks
