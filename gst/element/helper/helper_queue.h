// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "gst/analysis/block_analyst.h"
#include "gst/analysis/block_result.h"
#include "gst/element/output/gstaudioblockspool.h"
#include "src/base/buffer_constants.h"
#include "src/memory/aligned_array.h"
#include "src/metrics/buffer_metrics.h"
#include "src/threads/block_exchange.h"

namespace audioblocks {

/// What one stage of the streaming thread and the helper thread share. Through it blocks reach the
/// helper thread: in inline mode their results, in worker mode their samples, with the analyst that
/// makes results of them there. And through it the helper thread reaches the stage's output pool.
/// Made for one format and block size; the streaming thread is the exchange's producer, the helper
/// thread its consumer.
class HelperQueue {
 public:
  /// Takes a reference to `pool`.
  HelperQueue(BufferMetrics& metrics, GstAudioBlocksPool* pool) noexcept
      : metrics_(metrics), pool_(GST_AUDIO_BLOCKS_POOL(gst_object_ref(pool))) {}
  HelperQueue(const HelperQueue&) = delete;
  HelperQueue& operator=(const HelperQueue&) = delete;

  /// Makes room for `depth` results. False if memory is refused.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t depth) noexcept {
    return exchange_.prepare(budget, depth);
  }
  /// Makes room for the samples of as many blocks, which the helper thread analyzes. After
  /// prepare(). False if memory is refused.
  [[nodiscard]] bool prepare_samples(MemoryBudget& budget, const AnalystContext& context,
                                     const GstAudioInfo& info, std::size_t block_samples) noexcept;

  /// Streaming thread: the run of the result that was published last has ended.
  void end_run() noexcept { run_end_ = exchange_.produced(); }
  /// True until the helper thread has come to that end. Any thread.
  [[nodiscard]] bool run_ends() const noexcept { return run_end_.load() != no_run_end; }

  [[nodiscard]] BlockExchange<BlockResult>& exchange() noexcept { return exchange_; }
  [[nodiscard]] const BlockExchange<BlockResult>& exchange() const noexcept { return exchange_; }

  // Helper thread.

  /// The oldest result, valid until the next call; nullptr if none waits.
  [[nodiscard]] BlockResult* take() noexcept;
  /// True once for an end of a run, as soon as the results before it are taken; not where a result
  /// behind it was taken, which shows the end itself.
  [[nodiscard]] bool take_run_end() noexcept;
  /// True if results right before the one last taken were pushed out.
  [[nodiscard]] bool lost_before() const noexcept { return lost_before_; }
  /// Makes a result of a block that was taken, and counts it.
  void analyze(BlockResult& result) noexcept;
  /// Adds blocks to the output pool, and wakes who waits for one.
  void grow_pool() noexcept { gst_audio_blocks_pool_grow(pool_.get()); }

 private:
  BufferMetrics& metrics_;
  PoolPtr pool_;
  BlockExchange<BlockResult> exchange_;
  /// Worker mode: for each slot, the blocks of its channels one after another.
  AlignedArray<float> samples_;
  std::unique_ptr<BlockAnalyst> analyst_;
  static constexpr std::uint64_t no_run_end = ~std::uint64_t{0};
  /// Number of the first result behind the end of a run.
  std::atomic<std::uint64_t> run_end_{no_run_end};
  // Helper thread.
  std::uint64_t next_sequence_ = 0;
  bool lost_before_ = false;
};

}  // namespace audioblocks
