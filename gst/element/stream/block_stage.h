// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "gst/analysis/block_analyst.h"
#include "gst/base/gst_ptr.h"
#include "gst/element/helper/helper_queue.h"
#include "gst/element/output/gstaudioblockspool.h"
#include "gst/input/sample_reader.h"
#include "src/memory/circular_buffer.h"

namespace audioblocks {

using PoolPtr = ObjectPtr<GstAudioBlocksPool>;

/// What is built once for one format and block size: the output pool, the queue to the helper
/// thread, the reader, and what it fills: in inline mode rings, whose blocks are analysed here; in
/// worker mode the queue's slots. Streaming thread, but for the pool's own functions.
class BlockStage {
 public:
  struct Plan {
    PoolFormat format;
    bool worker = false;
    /// Of each bounded queue, this fraction of what it has where memory is plenty: 1, 2, 4, …
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
  /// Of each ring; 0 in worker mode.
  [[nodiscard]] std::size_t ring_samples() const noexcept {
    return rings_ != nullptr ? rings_[0].capacity() : 0;
  }

  /// A new block is read from here on.
  void begin() noexcept { fill_ = 0; }
  /// Takes samples `first` … of it in; returns how many were no usable numbers.
  std::size_t read(const guint8* block, std::size_t first, std::size_t count) noexcept;
  void read_silence(std::size_t count) noexcept;
  /// Completes the block in the making with zeros.
  void pad() noexcept;
  /// Inline mode: analyses the block that was read and lets go of it; nanoseconds it took.
  std::uint64_t analyze(BlockResult& result) noexcept;
  /// Forgets the block in the making.
  void clear() noexcept;

 private:
  using Ring = CircularBuffer<float>;
  using Pointers = std::array<float*, BufferConstants::max_channels>;

  [[nodiscard]] bool prepare_rings(std::size_t blocks);
  [[nodiscard]] bool prepare_analyst();
  [[nodiscard]] bool prepare_queue(const Plan& plan);
  [[nodiscard]] std::span<Ring> rings() const noexcept {
    return {rings_.get(), rings_ != nullptr ? channels_ : 0};
  }
  SampleReader::Targets targets(Pointers& pointers) const noexcept;
  void commit(std::size_t count) noexcept;

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
  std::unique_ptr<Ring[]> rings_;
  std::unique_ptr<BlockAnalyst> analyst_;
  /// Samples read of the block in the making.
  std::size_t fill_ = 0;
};

}  // namespace audioblocks
