// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <array>
#include <cstddef>
#include <memory>

#include "gst/analysis/block_analyst.h"
#include "gst/base/gst_ptr.h"
#include "gst/element/helper/helper_queue.h"
#include "gst/element/output/gstaudioblockspool.h"
#include "gst/input/channel_rings.h"
#include "gst/input/sample_reader.h"

namespace audioblocks {

/// What is built once for a format and a block size: the output pool, the queue to the helper
/// thread, and what reads blocks as floats. In inline mode these go into rings, and the blocks are
/// analysed here; in worker mode they go into the queue's slots. Streaming thread, except for the
/// pool's own functions.
class BlockStage {
 public:
  struct Plan {
    PoolFormat format;
    bool worker = false;
    /// Pool, rings and queue have this fraction of what they have where memory is plenty: 1, 2, 4,
    /// …
    std::size_t divisor = 1;
  };
  /// Nothing becomes shorter beyond this.
  static constexpr std::size_t max_divisor = BufferConstants::initial_pool_blocks;

  BlockStage(const AnalystContext& context, BufferMetrics& metrics,
             std::shared_ptr<MemoryBudget> budget) noexcept;
  BlockStage(const BlockStage&) = delete;
  BlockStage& operator=(const BlockStage&) = delete;
  /// Stops the pool; blocks that are out stay valid.
  ~BlockStage();

  /// Once; false if memory is refused.
  [[nodiscard]] bool prepare(const Plan& plan, std::shared_ptr<PoolUsage> usage);

  [[nodiscard]] GstAudioBlocksPool* pool() const noexcept { return pool_.get(); }
  [[nodiscard]] const std::shared_ptr<HelperQueue>& queue() const noexcept { return queue_; }
  /// Samples that each ring holds; 0 in worker mode.
  [[nodiscard]] std::size_t ring_samples() const noexcept {
    return is_inline() ? rings_.capacity() : 0;
  }

  /// A block begins. `reads`: it will be analysed; else the functions below do nothing. `slot`:
  /// worker mode, room for its samples, channel after channel.
  void begin(bool reads, float* slot) noexcept;
  /// Reads samples `first` … `first + count − 1` of `block`.
  void read(const guint8* block, std::size_t first, std::size_t count) noexcept;
  void read_silence(std::size_t count) noexcept;
  /// Completes the block with zeros.
  void pad() noexcept;
  /// Samples of the block that had an unusable number; see SampleReader::read().
  [[nodiscard]] std::size_t unusable() const noexcept { return unusable_; }
  /// Inline mode: analyses the block that was read and releases it. Returns the nanoseconds that
  /// took; 0, and a result without an analysis, where there is nothing to do.
  std::uint64_t analyze(BlockResult& result) noexcept;
  /// Discards the block in the making.
  void clear() noexcept;

 private:
  using Pointers = std::array<float*, BufferConstants::max_channels>;

  [[nodiscard]] bool prepare_analyst();
  [[nodiscard]] bool prepare_queue(const Plan& plan);
  [[nodiscard]] bool is_inline() const noexcept { return analyst_ != nullptr; }
  SampleReader::Targets slot_targets(Pointers& pointers) const noexcept;

  AnalystContext context_;
  BufferMetrics& metrics_;
  std::shared_ptr<MemoryBudget> budget_;
  GstAudioInfo info_{};
  std::size_t channels_ = 0;
  std::size_t block_samples_ = 0;
  PoolPtr pool_;
  std::shared_ptr<HelperQueue> queue_;
  SampleReader reader_;
  // Inline mode.
  ChannelRings rings_;
  std::unique_ptr<BlockAnalyst> analyst_;
  // The block in the making.
  bool reads_ = false;
  std::size_t unusable_ = 0;
  /// Worker mode; and how much of it is filled.
  float* slot_ = nullptr;
  std::size_t slot_fill_ = 0;
};

}  // namespace audioblocks
