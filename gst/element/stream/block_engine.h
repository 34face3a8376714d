// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

#include <cstddef>
#include <memory>

#include "gst/analysis/settings.h"
#include "gst/element/helper/helper_thread.h"
#include "gst/element/stream/current_stage.h"
#include "gst/element/stream/held_events.h"
#include "gst/element/stream/negotiated.h"
#include "gst/element/stream/outlet.h"
#include "gst/element/stream/re_blocker.h"
#include "gst/element/stream/stream_context.h"
#include "gst/element/stream/stream_counts.h"
#include "gst/element/stream/wait_gate.h"
#include "gst/element/stream/workload.h"
#include "src/metrics/buffer_metrics.h"
#include "src/metrics/buffer_state.h"
#include "src/metrics/clock.h"

namespace audioblocks {

/// What the engine shares with the rest of the element; all of it outlives the engine.
struct EngineContext {
  GstBaseTransform* transform;
  const Settings& settings;
  BufferMetrics& metrics;
  BufferState& state;
  HelperThread& helper;
  Clock clock;
};

/// Buffers of any length in, blocks out: the work between the two pads. All functions belong to the
/// streaming thread (or to whoever holds its lock) but for those under "any thread".
class BlockEngine {
 public:
  using Sizes = CurrentStage::Sizes;

  explicit BlockEngine(const EngineContext& element) noexcept;
  BlockEngine(const BlockEngine&) = delete;
  BlockEngine& operator=(const BlockEngine&) = delete;

  /// Stopped, nothing negotiated; a new run of the element begins. `budget` is charged. False if
  /// memory is refused.
  [[nodiscard]] bool start(std::shared_ptr<MemoryBudget> budget);
  /// Gives everything back but the blocks that are out.
  void stop() noexcept;

  /// A new format or block size. Pending samples are carried over where the block size alone
  /// changed; drain() first otherwise. Where memory is short the bounded queues become shorter.
  /// False if it is refused even so: nothing is configured, and what is pending waits for another
  /// attempt in the same format, or for abandon().
  [[nodiscard]] bool configure(const Negotiated& negotiated, GstCaps* caps);
  [[nodiscard]] const Negotiated& negotiated() const noexcept { return negotiated_; }
  [[nodiscard]] bool configured() const noexcept { return stage_.get() != nullptr; }
  /// No other attempt follows: what is pending is discarded.
  void abandon() noexcept;

  /// Takes a buffer and pushes the blocks it completes. GST_FLOW_ERROR after an error message.
  GstFlowReturn push(GstBuffer* buffer);
  /// Takes silence in the place of missing data, as if it had come as samples.
  GstFlowReturn push_gap(GstClockTime pts, GstClockTime duration);
  /// Makes ready for a serialized event of upstream that is to be passed on: pushes what is pending
  /// if it cannot be completed by what follows the event. True if the event waits until that has
  /// left; it is taken then.
  [[nodiscard]] bool holds(GstEvent* event);
  /// Pushes what is pending as the last, partial block, and passes on what waited for it; the next
  /// buffer starts a new run.
  GstFlowReturn drain(RunEnd end);
  /// The block in the making has samples from before and behind events that are held.
  [[nodiscard]] bool crosses_events() const noexcept { return re_blocker_.crosses_events(); }
  [[nodiscard]] bool holds_events() const noexcept { return !events_.empty(); }
  /// Discards what is pending; the next block is a discontinuity.
  void flush() noexcept { re_blocker_.flush(); }
  /// The flush has ended, also for downstream.
  void flushed() noexcept { events_.release_flushed(); }
  /// Waits until all results are delivered; at most a second where the policy evicts. False if that
  /// was not enough.
  bool wait_delivered() { return outlet_.wait_delivered(); }

  // Any thread.

  /// Both unlock whatever waits, and keep it from waiting: until the flush ends, or until start().
  void set_flushing(bool flushing) noexcept;
  void unlock() noexcept;
  /// A flush or a change of state forbids to wait.
  [[nodiscard]] bool must_not_wait() const noexcept { return gate_.must_not_wait(); }
  /// Takes downstream's QoS events.
  [[nodiscard]] Workload& workload() noexcept { return workload_; }
  /// Samples that are pending.
  [[nodiscard]] std::size_t fill() const noexcept { return re_blocker_.fill(); }
  /// How the present run is tracked, or the last one was.
  [[nodiscard]] Tracking tracking() const noexcept { return re_blocker_.tracking(); }
  [[nodiscard]] Sizes sizes() { return stage_.sizes(); }
  /// How many blocks are out, of the present run or, when stopped, of the last one.
  [[nodiscard]] std::shared_ptr<PoolUsage> usage() { return stage_.usage(); }

 private:
  void make_ready_for(GstEvent* event);
  void take_reset() noexcept;
  GstFlowReturn settle(GstFlowReturn flow) noexcept;
  void wake_waiters() noexcept;

  Negotiated negotiated_;
  WaitGate gate_;
  StreamCounts counts_;
  Workload workload_;
  CurrentStage stage_;
  StreamContext context_;
  Outlet outlet_;
  HeldEvents events_;
  ReBlocker re_blocker_;
};

}  // namespace audioblocks
