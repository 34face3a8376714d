// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>

#include "gst/analysis/settings.h"
#include "gst/element/helper/helper_thread.h"
#include "gst/element/stream/block_stage.h"
#include "gst/element/stream/gap_map.h"
#include "gst/element/stream/message_schedule.h"
#include "gst/element/stream/open_block.h"
#include "gst/element/stream/workload.h"
#include "gst/input/raw_input.h"
#include "gst/input/timeline.h"
#include "src/metrics/buffer_metrics.h"
#include "src/metrics/buffer_state.h"
#include "src/metrics/clock.h"

namespace audioblocks {

/// What the parts of one element share; all of it outlives the engine.
struct EngineContext {
  GstBaseTransform* transform;
  const Settings& settings;
  BufferMetrics& metrics;
  BufferState& state;
  HelperThread& helper;
  Clock clock;
};

/// What was agreed on in the negotiation.
struct Negotiated {
  GstAudioInfo info{};
  std::size_t block_samples = 0;
  bool live = true;
  /// Full queues wait instead of evicting.
  bool lossless = false;
  /// The helper thread analyses.
  bool worker = false;
  /// Analyses, never samples, may be left out where processing is late.
  [[nodiscard]] bool may_skip() const noexcept { return live && !lossless; }
};

/// Buffers of any length in, blocks out: the work between the two pads. All functions belong to the
/// streaming thread (or to whoever holds its lock) but for those under "any thread".
class BlockEngine {
 public:
  explicit BlockEngine(const EngineContext& context) noexcept : at_(context) {}
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
  [[nodiscard]] bool configured() const noexcept { return stage_ != nullptr; }

  /// No other attempt follows: what is pending is discarded.
  void abandon() noexcept;

  /// Takes a buffer and pushes the blocks it completes. GST_FLOW_ERROR after an error message.
  GstFlowReturn push(GstBuffer* buffer);
  /// Silence in the place of missing data, as if it had come as samples.
  GstFlowReturn push_gap(GstClockTime pts, GstClockTime duration);
  /// Pushes what is pending as the run's last, partial block; the next buffer starts a new run.
  GstFlowReturn drain();
  /// Discards what is pending; the next block is a discontinuity.
  void flush() noexcept;

  // Any thread.

  /// Both unlock whatever waits, and keep it from waiting: until the flush ends, or until start().
  void set_flushing(bool flushing) noexcept;
  void unlock() noexcept;
  /// What downstream's QoS events say.
  [[nodiscard]] Workload& workload() noexcept { return workload_; }
  /// Waits until all results are delivered; at most a second where the policy evicts. False if that
  /// was not enough.
  bool wait_delivered();
  /// A flush or a change of state forbids to wait.
  [[nodiscard]] bool must_not_wait() const noexcept { return flushing_.load() || stopped_.load(); }
  /// Adds blocks to the output pool. The helper thread's.
  void grow_pool();
  /// Samples in the block in the making.
  [[nodiscard]] std::size_t fill() const noexcept { return fill_.load(); }
  /// Blocks in the pool, in and out; samples each ring holds; results or blocks that the queue to
  /// the helper thread holds. 0 where nothing is negotiated.
  struct Sizes {
    gint pool_blocks = 0;
    std::size_t ring_samples = 0;
    std::size_t queue_depth = 0;
  };
  [[nodiscard]] Sizes sizes();
  /// How many blocks are out, of the present run or, when stopped, of the last one.
  [[nodiscard]] std::shared_ptr<PoolUsage> usage();

 private:
  void take_reset() noexcept;
  GstFlowReturn start_run(GstClockTime pts, bool discont, guint64 samples);
  GstFlowReturn consume_carry();
  GstFlowReturn consume(RawInput& input, bool is_carry);
  void append(RawInput& input, std::size_t from, std::size_t count, bool gap) noexcept;
  GstFlowReturn consume_whole(RawInput& input);
  GstFlowReturn consume_silence(guint64 samples);
  GstFlowReturn begin_block(RawInput* input, bool whole);
  void decide_reading(bool dropped) noexcept;
  void step_size(GstClockTime duration) noexcept;
  GstFlowReturn acquire(GstBuffer** buffer);
  GstFlowReturn wait_for_block(GstBuffer** buffer);
  GstFlowReturn arrived();
  GstFlowReturn finish_block();
  GstFlowReturn finish_dropped();
  bool complete_partial();
  [[nodiscard]] std::uint64_t fill_result(BlockResult& result, std::size_t valid,
                                          std::size_t length) noexcept;
  void count_block(const BlockResult& result, std::size_t length,
                   std::uint64_t processing) noexcept;
  [[nodiscard]] BlockPosition position() const noexcept;
  [[nodiscard]] std::unique_ptr<BlockStage> make_stage(const BlockStage::Plan& plan) const;
  [[nodiscard]] std::unique_ptr<BlockStage> make_stage_within_memory(BlockStage::Plan plan);
  void stamp(GstBuffer* buffer, const BlockPosition& position) const noexcept;
  [[nodiscard]] bool is_told(const BlockResult& result) const;
  [[nodiscard]] bool wait_for_room();
  void publish(bool urgent);
  void note_position(const BlockPosition& position) const noexcept;
  void advance(std::size_t valid) noexcept;
  GstFlowReturn fail(GstFlowReturn flow) noexcept;
  void forget_pending() noexcept;
  void tell_waiting() const;
  template <typename Ready>
  bool wait_until(WaitPoint& wait_point, Ready ready, bool complain);
  void replace_stage(std::unique_ptr<BlockStage> stage) noexcept;
  [[nodiscard]] bool install_stage(std::unique_ptr<BlockStage> stage) noexcept;
  void note_fill() noexcept { fill_.store(open_.fill(), std::memory_order_relaxed); }
  void wake_waiters() noexcept;
  [[nodiscard]] bool reverse() const noexcept { return at_.transform->segment.rate < 0.0; }

  EngineContext at_;
  Negotiated negotiated_;
  std::shared_ptr<MemoryBudget> budget_;
  Timeline timeline_;
  OpenBlock open_;
  /// Samples of a block begun in another size, still to be re-blocked; transfer full.
  GstBuffer* carry_ = nullptr;
  GapMap carry_gaps_;
  MessageSchedule schedule_{at_.settings};
  Workload workload_;
  /// Of the metrics, as the last buffer came in. A new one discards what is pending: a reset.
  std::uint64_t epoch_ = 0;
  /// The memory of old results was waited for in vain in this negotiation.
  bool waited_in_vain_ = false;
  /// Of the block in the making, in its run.
  guint64 block_index_ = 0;
  guint64 start_sample_ = 0;
  /// The same and its times, as of a whole block.
  BlockPosition position_;
  /// Samples were lost or skipped before the next block.
  bool discont_ = true;
  /// No block has left since the start.
  bool first_ = true;
  /// The block in the making is read into the rings.
  bool reading_ = false;
  /// Its analysis is left out, because processing is late.
  bool skipping_ = false;
  /// Unusable numbers in it so far.
  std::size_t unusable_ = 0;

  /// A flush is under way; the events' flag.
  std::atomic<bool> flushing_{false};
  /// Between PAUSED→READY and READY→PAUSED; the changes of state's.
  std::atomic<bool> stopped_{true};
  std::atomic<std::size_t> fill_{0};

  /// Guards the pointers below against readers; the streaming thread takes it to change them.
  std::mutex stage_mutex_;
  std::unique_ptr<BlockStage> stage_;
  std::shared_ptr<PoolUsage> usage_ = std::make_shared<PoolUsage>();
};

}  // namespace audioblocks
