// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstddef>
#include <limits>
#include <memory>
#include <mutex>

#include "gst/element/output/pool_format.h"
#include "gst/element/output/pool_usage.h"
#include "src/memory/buffer_pool.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The buffers of an output pool: a queue of ready ones, and the blocks of memory that new ones are
/// made of. Taking and giving back take no lock and allocate nothing.
class PooledBuffers {
 public:
  /// For a pool that charges `budget` and counts what is out in `usage`.
  PooledBuffers(const PoolFormat& format, std::shared_ptr<MemoryBudget> budget,
                std::shared_ptr<PoolUsage> usage) noexcept;
  PooledBuffers(const PooledBuffers&) = delete;
  PooledBuffers& operator=(const PooledBuffers&) = delete;
  ~PooledBuffers();

  /// Takes memory for `blocks` blocks, or a quarter of the budget if that is less. Once, before any
  /// other call. False if memory is refused, std::bad_alloc if that for bookkeeping is.
  [[nodiscard]] bool prepare(std::size_t blocks);
  /// Makes the first buffers; false if there is not even one.
  [[nodiscard]] bool start();

  /// A ready buffer; NULL if there is none. Streaming thread.
  [[nodiscard]] GstBuffer* take() noexcept;
  /// Any thread; takes `buffer`.
  void give_back(GstBuffer* buffer) noexcept;

  /// Adds as many blocks as there are, or as many as the budget allows; false if that is none.
  /// Wakes who waits for a block. One thread at a time (the helper thread); the others go on
  /// meanwhile.
  bool grow();
  /// Frees what is ready, the rest as it comes back. Waits for a growth that is under way; none
  /// comes after.
  void close();

  // Any thread.

  /// Few buffers are left, and growing could help.
  [[nodiscard]] bool is_low() const noexcept;
  /// Blocks of memory there are, in and out.
  [[nodiscard]] std::size_t blocks() const noexcept { return blocks_->capacity(); }
  [[nodiscard]] std::size_t max_blocks() const noexcept { return max_blocks_; }
  /// Buffers that exist, and those of them that are ready.
  [[nodiscard]] gint size() const noexcept { return size_.load(); }
  [[nodiscard]] gint ready() const noexcept { return ready_count_.load(std::memory_order_acquire); }

 private:
  [[nodiscard]] bool add_metas(GstBuffer* buffer) const;
  [[nodiscard]] bool restore_metas(GstBuffer* buffer) const noexcept;
  [[nodiscard]] bool is_planar() const noexcept {
    return GST_AUDIO_INFO_LAYOUT(&info_) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  }
  [[nodiscard]] bool add_buffer();
  gint add_buffers(std::size_t count);
  bool add_more();
  void make_ready(GstBuffer* buffer) noexcept;
  [[nodiscard]] GstBuffer* take_ready() noexcept;
  void drop(GstBuffer* buffer) noexcept;
  void drop_ready() noexcept;

  GstAudioInfo info_;
  std::size_t block_samples_;
  std::size_t block_bytes_;
  std::shared_ptr<MemoryBudget> budget_;
  std::shared_ptr<PoolUsage> usage_;
  std::size_t max_blocks_;
  std::shared_ptr<BufferPool> blocks_;
  GstAtomicQueue* ready_;
  std::atomic<gint> size_{0};
  std::atomic<gint> ready_count_{0};
  std::atomic<bool> stopped_{false};
  /// Held while the pool grows or stops; never to take or give back.
  std::mutex growth_mutex_;
  /// What the budget held when growing last failed. Once it holds less, growing could succeed.
  std::atomic<std::size_t> exhausted_at_{std::numeric_limits<std::size_t>::max()};
};

}  // namespace audioblocks
