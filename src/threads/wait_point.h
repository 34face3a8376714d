// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>

namespace audioblocks {

/// Where a thread that may wait (a lossless pipeline's, or any at the end of the stream) waits for
/// another. While nobody waits, notify() costs one atomic load: no lock, no system call.
class WaitPoint {
 public:
  /// Waits until `ready()` is true, which is also asked every few milliseconds, or until `timeout`
  /// has passed. Returns what `ready()` returned last.
  template <typename Ready>
  bool wait_for(std::chrono::milliseconds timeout, Ready ready) {
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    waiting_.fetch_add(1);
    std::unique_lock lock(mutex_);
    while (!ready() && std::chrono::steady_clock::now() < deadline)
      condition_.wait_for(lock, recheck);
    waiting_.fetch_sub(1);
    return ready();
  }

  /// Wakes who waits. To be called after what `ready()` looks at has changed. Any thread.
  void notify() noexcept {
    if (waiting_.load() == 0) return;
    {
      const std::lock_guard lock(mutex_);
    }
    condition_.notify_all();
  }

 private:
  static constexpr std::chrono::milliseconds recheck{5};

  std::atomic<int> waiting_{0};
  std::mutex mutex_;
  std::condition_variable condition_;
};

}  // namespace audioblocks
