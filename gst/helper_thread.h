// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <memory>
#include <thread>

#include "block_exchange.h"
#include "block_result.h"
#include "doorbell.h"
#include "memory_budget.h"
#include "wait_point.h"

namespace audioblocks {

/// What the helper thread does with what reaches it. All calls come from that thread.
class ResultSink {
 public:
  /// One block's result, in the order of the blocks. `lost_before`: results between this one and
  /// the last were evicted.
  virtual void deliver(const BlockResult& result, bool lost_before) = 0;
  /// Samples whose block or result was evicted since the last call.
  virtual void overflowed(guint64 samples) = 0;
  /// The output pool runs low.
  virtual void grow_pool() = 0;

 protected:
  ~ResultSink() = default;
};

/// The element's one helper thread and the queue that feeds it, from READY→PAUSED to PAUSED→READY.
/// The streaming thread publishes without waiting; whoever may wait does so at `wait_point()`.
class HelperThread {
 public:
  explicit HelperThread(ResultSink& sink) noexcept : sink_(sink) {}
  HelperThread(const HelperThread&) = delete;
  HelperThread& operator=(const HelperThread&) = delete;
  ~HelperThread() { stop(); }

  /// Allocates the queue and starts the thread; false if either is refused. The budget must outlive
  /// this object's stop().
  [[nodiscard]] bool start(MemoryBudget& budget);
  /// Discards what waits, joins after a running handler has returned, and gives the memory back.
  /// Harmless when stopped.
  void stop() noexcept;

  // Streaming thread.

  /// The result to fill; after publish() returned true, the evicted one.
  [[nodiscard]] BlockResult& slot() noexcept { return exchange_->slot(); }
  /// Hands slot() over; true if the oldest result was evicted for it.
  bool publish() noexcept;
  [[nodiscard]] bool full() const noexcept { return exchange_->would_evict(); }
  /// Adds to what `overflowed` will be told.
  void lost(guint64 samples) noexcept;
  /// Asks for more blocks in the pool.
  void request_growth() noexcept;

  // Any thread.

  /// Results published before this call are discarded, without waiting for the helper.
  void discard() noexcept { generation_.fetch_add(1); }
  /// Nothing waits and no handler runs.
  [[nodiscard]] bool idle() const noexcept;
  /// Told after each delivery and whenever the pool has grown.
  [[nodiscard]] WaitPoint& wait_point() noexcept { return wait_point_; }
  [[nodiscard]] bool is_current_thread() const noexcept;

 private:
  void run() noexcept;
  void serve() noexcept;
  void serve_requests() noexcept;
  [[nodiscard]] bool has_work() const noexcept;

  ResultSink& sink_;
  /// There while started.
  std::unique_ptr<BlockExchange<BlockResult>> exchange_;
  Doorbell doorbell_;
  WaitPoint wait_point_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> serving_{false};
  std::atomic<bool> growth_requested_{false};
  std::atomic<guint32> generation_{0};
  std::atomic<guint64> lost_samples_{0};
  /// The helper's: number of the result it expects next.
  guint64 next_sequence_ = 0;
};

}  // namespace audioblocks
