// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// Equal, 64-byte-aligned blocks of bytes, carved from slabs and charged to a memory budget.
/// acquire() and release() are lock-free, may be called from any thread and allocate nothing; only
/// prepare() and grow() allocate. Whoever holds a block must hold the pool (a std::shared_ptr) too.
/// Slabs are small beside the budget, and after retire() each is freed with the last of its blocks,
/// so that a block that never comes back does not keep the memory of all.
///
/// Free blocks are a stack (Treiber 1986) of block numbers. The head carries a tag that counts its
/// changes, so that a block that went and came back in between is not mistaken for one that stayed.
class BufferPool {
 public:
  static constexpr std::size_t max_slabs = 64;
  static constexpr std::size_t max_slab_blocks = (std::size_t{1} << 18) - 1;
  /// A slab of more than one block is at most this part of the budget's limit.
  static constexpr std::size_t slabs_in_budget = 16;

  BufferPool() noexcept = default;
  ~BufferPool();
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;

  /// Makes `blocks` (≥ 1) blocks of `block_bytes` (≥ 1, rounded up to whole cache lines; each costs
  /// one cache line more). They are zeroed, so that no page is touched for the first time later.
  /// False, and nothing charged, if memory is refused: try fewer. Succeeds once in a pool's life,
  /// before any other call.
  [[nodiscard]] bool prepare(std::shared_ptr<MemoryBudget> budget, std::size_t block_bytes,
                             std::size_t blocks) noexcept;

  /// Adds up to `blocks` blocks while others acquire and release, as many as memory is granted for
  /// and max_slabs slabs hold; returns how many. One thread at a time.
  std::size_t grow(std::size_t blocks) noexcept;

  /// A block of unspecified content; nullptr if all are out.
  [[nodiscard]] std::byte* acquire() noexcept AUDIOBLOCKS_REALTIME;
  /// Gives back, once, what acquire() of this pool returned.
  void release(std::byte* block) noexcept AUDIOBLOCKS_REALTIME;

  /// Frees each slab with the last of its blocks from now on. No acquire() and no grow() may run at
  /// the same time or later.
  void retire() noexcept;

  // Any thread.

  /// Blocks in all, in and out.
  [[nodiscard]] std::size_t capacity() const noexcept AUDIOBLOCKS_REALTIME;
  /// Blocks that are out.
  [[nodiscard]] std::size_t in_use() const noexcept AUDIOBLOCKS_REALTIME;

 private:
  /// The cache line before each block.
  struct alignas(BufferConstants::alignment) Header {
    /// Number of the next free block, while this one is free.
    std::atomic<std::uint32_t> next;
    std::uint32_t number;
  };

  // A block's number has the slab in its upper bits and the place in the slab, plus one, in its
  // lower bits; 0 stands for no block.
  static constexpr unsigned place_bits = 18;
  static constexpr unsigned number_bits = place_bits + 6;
  static constexpr std::uint32_t place_mask = (std::uint32_t{1} << place_bits) - 1;
  static constexpr std::uint64_t number_mask = (std::uint64_t{1} << number_bits) - 1;
  static_assert(max_slabs << place_bits == std::size_t{1} << number_bits);

  std::size_t add_blocks(std::size_t blocks, AllocationPhase phase) noexcept;
  [[nodiscard]] bool add_slab(std::size_t blocks, AllocationPhase phase) noexcept;
  void let_go(std::size_t slab) noexcept AUDIOBLOCKS_REALTIME;
  void free_slab(std::size_t slab) noexcept;
  void free_slabs() noexcept;
  void link(std::size_t slab, std::size_t blocks) noexcept;
  void push(Header& first, Header& last) noexcept;
  [[nodiscard]] Header& header(std::uint32_t number) const noexcept;

  std::shared_ptr<MemoryBudget> budget_;
  std::size_t block_bytes_ = 0;
  /// Written before the numbers of its blocks can be read from `head_`.
  std::array<std::byte*, max_slabs> slabs_{};
  std::array<std::size_t, max_slabs> slab_bytes_{};
  std::size_t slab_count_ = 0;
  /// For each slab, the number of its blocks that are out, and one more until retire().
  std::array<std::atomic<std::uint32_t>, max_slabs> holds_{};
  bool retired_ = false;

  /// The number of the first free block in the lower bits, the tag in the upper ones.
  alignas(BufferConstants::alignment) std::atomic<std::uint64_t> head_{0};
  std::atomic<std::size_t> in_use_{0};
  std::atomic<std::size_t> capacity_{0};
};

}  // namespace audioblocks
