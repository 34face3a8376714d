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

/// What is to be looked at after a change of the settings.
enum class Check : unsigned {
  pitch_range = 1U << 0,
  level_meta = 1U << 1,
};

/// Where the helper thread delivers what reaches it. All calls come from that thread.
class ResultSink {
 public:
  /// Takes the result of one block, in the order of the blocks. `lost_before`: results between this
  /// one and the last were evicted, or were pushed out after they had been discarded.
  virtual void deliver(const BlockResult& result, bool lost_before) = 0;
  /// The run of the result that was delivered last has ended.
  virtual void end_run() = 0;
  /// What was delivered is of no use any more: there was a flush, or the thread ends.
  virtual void discard() = 0;
  /// Takes the number of samples whose block or result was evicted since the last call.
  virtual void overflowed(guint64 samples) = 0;
  /// Looks at some of the settings anew: see HelperThread::request_check().
  virtual void check(Check what) = 0;
  /// True if end_run() or discard() have something to do. Any thread.
  virtual bool holds() = 0;
  /// True if each result must be delivered at once; otherwise it may wait for a while.
  virtual bool listens() = 0;

 protected:
  ~ResultSink() = default;
};

/// The element's one helper thread and the queues that feed it, from READY→PAUSED to PAUSED→READY:
/// the queue of the last negotiation and, until they are empty, the ones before it. The thread
/// analyzes what comes as samples (worker mode), delivers results and grows the output pool. The
/// streaming thread publishes without waiting; whoever may wait does so at `wait_point()`.
class HelperThread {
 public:
  explicit HelperThread(ResultSink& sink) noexcept : sink_(sink) {}
  HelperThread(const HelperThread&) = delete;
  HelperThread& operator=(const HelperThread&) = delete;
  ~HelperThread() { stop(); }

  /// False if the system has no thread left.
  [[nodiscard]] bool start();
  /// Discards what waits, joins after a running handler has returned, and releases the queues. Does
  /// nothing when stopped.
  void stop() noexcept;

  // Streaming thread.

  /// Sends all further results through `queue`, behind those that wait. After close(). `may_nap`:
  /// results that follow each other fast may wait for up to 2 ms, so that one wake-up serves many.
  void open(std::shared_ptr<HelperQueue> queue, bool may_nap);
  /// Closes the queue, which is released once what waits has been delivered.
  void close() noexcept;

  // Streaming thread, between open() and close().

  /// The result to fill. After publish() has returned true, it holds the evicted one.
  [[nodiscard]] BlockResult& slot() noexcept { return open_->exchange().slot(); }
  /// Hands slot() over. True if the oldest result was evicted for it, which `overflowed` will
  /// report; a result that had been discarded before is not counted. `urgent`: the result must not
  /// wait longer than a nap; any other wakes the helper thread only while somebody listens.
  bool publish(bool urgent) noexcept;
  /// The run of the result that was published last has ended.
  void end_run() noexcept;
  /// Lets a block pass without a result, because nobody would receive it.
  void pass() noexcept;
  /// True if somebody listens at this moment. The question takes a lock that the whole process
  /// shares: only for callers that may wait.
  [[nodiscard]] bool listened() const { return sink_.listens(); }
  [[nodiscard]] bool full() const noexcept { return open_->exchange().would_evict(); }

  // Streaming thread, at any time.

  /// Adds the samples of a block that was dropped to what `overflowed` will report.
  void lost(guint64 samples) noexcept;
  /// Requests more blocks in the pool. The helper thread serves the request with the next block, or
  /// at once where call() follows.
  void request_growth() noexcept { growth_requested_ = true; }

  // Any thread.

  /// Discards the results that were published before this call, without waiting for the helper.
  void discard() noexcept;
  /// Waits until the sink has discarded what was delivered before discard(), and no handler runs:
  /// for a tenth of a second at most, and not on the helper thread.
  void wait_discarded();
  /// Wakes the helper thread to look at what waits.
  void call() noexcept { doorbell_.ring(); }
  /// Settings have changed: has the helper thread pass that on to the sink.
  void request_check(Check what) noexcept {
    checks_.fetch_or(static_cast<unsigned>(what));
    doorbell_.ring();
  }
  /// The sink looks at all settings itself: forgets the requests so far.
  void drop_checks() noexcept { checks_ = 0; }
  /// True if nothing waits and no handler runs.
  [[nodiscard]] bool idle() const noexcept;
  /// Notified after each delivery and whenever nothing is left to do.
  [[nodiscard]] WaitPoint& wait_point() noexcept { return wait_point_; }
  [[nodiscard]] bool is_current_thread() const noexcept;

 private:
  /// What comes next; nothing if neither is set.
  struct Next {
    BlockResult* result = nullptr;
    bool run_ends = false;
  };

  void run() noexcept;
  void serve() noexcept;
  void serve_requests() noexcept;
  [[nodiscard]] bool has_work() const noexcept;
  [[nodiscard]] Next take() noexcept;
  void pass_discard() noexcept;
  [[nodiscard]] std::shared_ptr<HelperQueue> open_queue() const noexcept;
  void deliver(BlockResult& result);
  [[nodiscard]] bool is_stale(const BlockResult& result) const noexcept {
    return result.generation != generation_.load();
  }
  /// Number of queues that are closed. The caller holds the mutex.
  [[nodiscard]] std::size_t closed_queues() const noexcept {
    return queues_.size() - (open_ != nullptr ? 1 : 0);
  }

  ResultSink& sink_;
  /// The streaming thread takes it only to open and close.
  mutable std::mutex queues_mutex_;
  /// Guarded by the mutex. If a queue is open, it is the last; all others are closed.
  std::deque<std::shared_ptr<HelperQueue>> queues_;
  /// Owned by the streaming thread, which changes it under the mutex; others read it under the
  /// mutex.
  HelperQueue* open_ = nullptr;
  /// Streaming thread: results published since the bell last rang.
  std::size_t unrung_ = 0;
  Doorbell doorbell_;
  WaitPoint wait_point_;
  std::thread thread_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> serving_{false};
  std::atomic<bool> growth_requested_{false};
  /// Bits of Check.
  std::atomic<unsigned> checks_{0};
  std::atomic<bool> may_nap_{false};
  /// Set by the helper thread while it will look by itself within 2 ms: it is then called only when
  /// half the queue waits, or for an eviction or growth.
  std::atomic<bool> napping_{false};
  /// What the sink returned last.
  std::atomic<bool> listened_{true};
  std::atomic<guint32> generation_{0};
  std::atomic<guint64> lost_samples_{0};
  /// Helper thread: the queue of the result that was taken last, which stays until the next take().
  HelperQueue* taken_from_ = nullptr;
  /// Helper thread: the generation that the sink has results of.
  guint32 delivered_generation_ = 0;
};

}  // namespace audioblocks
