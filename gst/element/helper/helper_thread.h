// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "gst/analysis/block_result.h"
#include "gst/element/helper/helper_queue.h"
#include "src/threads/doorbell.h"
#include "src/threads/wait_point.h"

namespace audioblocks {

/// What the helper thread does with what reaches it. All calls come from that thread.
class ResultSink {
 public:
  /// One block's result, in the order of the blocks. `lost_before`: results between this one and
  /// the last were evicted, or pushed out after they had been discarded.
  virtual void deliver(const BlockResult& result, bool lost_before) = 0;
  /// Samples whose block or result was evicted since the last call.
  virtual void overflowed(guint64 samples) = 0;
  /// Each result is to be delivered at once; else it may wait for a while.
  virtual bool listens() = 0;

 protected:
  ~ResultSink() = default;
};

/// The element's one helper thread and the queues that feed it, from READY→PAUSED to PAUSED→READY:
/// the one of the last negotiation and, until they are empty, those before. It analyses what comes
/// as samples (worker mode) and delivers. The streaming thread publishes without waiting; whoever
/// may wait does so at `wait_point()`.
class HelperThread {
 public:
  explicit HelperThread(ResultSink& sink) noexcept : sink_(sink) {}
  HelperThread(const HelperThread&) = delete;
  HelperThread& operator=(const HelperThread&) = delete;
  ~HelperThread() { stop(); }

  /// False if there is no thread to be had.
  [[nodiscard]] bool start();
  /// Discards what waits, joins after a running handler has returned, and lets go of the queues.
  /// Harmless when stopped.
  void stop() noexcept;

  // Streaming thread.

  /// From now on results go through `queue`, behind those that wait. After close(). `may_nap`:
  /// where they come fast, they may wait for up to 2 ms, to be served many at a time.
  void open(std::shared_ptr<HelperQueue> queue, bool may_nap);
  /// What waits is still delivered; then the queue is let go of.
  void close() noexcept;

  // Streaming thread, between open() and close().

  /// The result to fill; after publish() returned true, the evicted one.
  [[nodiscard]] BlockResult& slot() noexcept { return open_->exchange().slot(); }
  /// Hands slot() over; true if the oldest result was evicted for it, of which `overflowed` will be
  /// told: not where that had been discarded. `urgent`: it must not wait longer than a nap; else
  /// the helper thread is woken only where somebody listens.
  bool publish(bool urgent) noexcept;
  /// A block passes without a result, because nobody would be told of it.
  void pass() noexcept;
  /// Somebody listens at this moment. To ask takes a lock of the whole process's: for who may wait.
  [[nodiscard]] bool listened() const { return sink_.listens(); }
  [[nodiscard]] bool full() const noexcept { return open_->exchange().would_evict(); }

  // Streaming thread, at any time.

  /// Adds the samples of a block that was dropped to what `overflowed` will be told.
  void lost(guint64 samples) noexcept;
  /// Asks for more blocks in the pool: the helper thread comes to it with the next block, or now
  /// where call() follows.
  void request_growth() noexcept { growth_requested_ = true; }

  // Any thread.

  /// Results published before this call are discarded, without waiting for the helper.
  void discard() noexcept { generation_.fetch_add(1); }
  /// Has the helper thread look at what waits.
  void call() noexcept { doorbell_.ring(); }
  /// Nothing waits and no handler runs.
  [[nodiscard]] bool idle() const noexcept;
  /// Notified after each delivery and whenever nothing is left to do.
  [[nodiscard]] WaitPoint& wait_point() noexcept { return wait_point_; }
  [[nodiscard]] bool is_current_thread() const noexcept;

 private:
  void run() noexcept;
  void serve() noexcept;
  void serve_requests() noexcept;
  [[nodiscard]] bool has_work() const noexcept;
  [[nodiscard]] BlockResult* take() noexcept;
  [[nodiscard]] std::shared_ptr<HelperQueue> open_queue() const noexcept;
  void deliver(BlockResult& result);
  [[nodiscard]] bool is_stale(const BlockResult& result) const noexcept {
    return result.generation != generation_.load();
  }
  /// Queues that are closed; under the mutex.
  [[nodiscard]] std::size_t closed_queues() const noexcept {
    return queues_.size() - (open_ != nullptr ? 1 : 0);
  }

  ResultSink& sink_;
  /// Taken by the streaming thread to open and close only.
  mutable std::mutex queues_mutex_;
  /// Guarded by it. The last is the open one, if any is; the others are closed.
  std::deque<std::shared_ptr<HelperQueue>> queues_;
  /// Changed under it, by the streaming thread, whose own it otherwise is.
  HelperQueue* open_ = nullptr;
  /// The streaming thread's: results published since the bell last rang.
  std::size_t unrung_ = 0;
  Doorbell doorbell_;
  WaitPoint wait_point_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> serving_{false};
  std::atomic<bool> growth_requested_{false};
  std::atomic<bool> may_nap_{false};
  /// The helper's: it looks by itself within 2 ms, and is called only where half the queue waits,
  /// or for an eviction or growth.
  std::atomic<bool> napping_{false};
  /// What the sink said last.
  std::atomic<bool> listened_{true};
  std::atomic<guint32> generation_{0};
  std::atomic<guint64> lost_samples_{0};
  /// The helper's: the queue of the result that it took last, which stays until the next take().
  HelperQueue* taken_from_ = nullptr;
};

}  // namespace audioblocks
