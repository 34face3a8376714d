// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "buffer_constants.h"
#include "memory_budget.h"

namespace audioblocks {

/// Equal, 64-byte-aligned blocks of bytes, carved from slabs and charged to a memory budget. Taking
/// and giving back are lock-free, from any thread, and allocate nothing; what allocates is
/// prepare() and grow(). Slabs are freed only with the pool, so whoever holds a block must hold the
/// pool (a std::shared_ptr) too.
///
/// Free blocks are a stack (Treiber 1986) of block numbers; the head carries a tag that counts its
/// changes, so that a block which went and came back in between is not mistaken for one that
/// stayed.
class BufferPool {
 public:
  static constexpr std::size_t max_slabs = 64;
  static constexpr std::size_t max_slab_blocks = (std::size_t{1} << 18) - 1;

  BufferPool() noexcept = default;
  ~BufferPool();
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;

  /// Makes `blocks` (≥ 1) blocks of `block_bytes` (≥ 1, rounded up to whole cache lines; each costs
  /// a cache line more). Zeroed, so that no page of them is touched for the first time later.
  /// False, and nothing charged, if memory is refused: try fewer. Succeeds once in a pool's life,
  /// before any other call.
  [[nodiscard]] bool prepare(std::shared_ptr<MemoryBudget> budget, std::size_t block_bytes,
                             std::size_t blocks) noexcept;

  /// Adds a slab of `blocks` (≥ 1) blocks while others acquire and release. False, and nothing
  /// changed, if memory is refused or there are max_slabs already. One thread at a time.
  [[nodiscard]] bool grow(std::size_t blocks) noexcept;

  /// A block of block_bytes() with unspecified content; nullptr if all are out, or after close().
  [[nodiscard]] std::byte* acquire() noexcept;
  /// Gives back what acquire() of this pool returned, once.
  void release(std::byte* block) noexcept;

  /// The element stops: acquire() gives nothing more, and what is out counts as outstanding().
  void close() noexcept;
  /// Undoes close().
  void reopen() noexcept;

  // Any thread.

  [[nodiscard]] std::size_t block_bytes() const noexcept { return block_bytes_; }
  /// Blocks in all, in and out.
  [[nodiscard]] std::size_t capacity() const noexcept;
  /// Blocks that are out.
  [[nodiscard]] std::size_t in_use() const noexcept;
  /// Highest in_use() since the start or reset_peak().
  [[nodiscard]] std::size_t peak() const noexcept;
  /// Blocks added by grow().
  [[nodiscard]] std::size_t grown() const noexcept;
  /// Blocks not back although the pool was closed; 0 while it is open.
  [[nodiscard]] std::size_t outstanding() const noexcept;
  /// The peak becomes the current value.
  void reset_peak() noexcept;

 private:
  /// The cache line before each block.
  struct alignas(BufferConstants::alignment) Header {
    /// Number of the next free block, while this one is free.
    std::atomic<std::uint32_t> next;
    std::uint32_t number;
  };

  // A block's number: its slab above, its place in the slab, plus one, below; 0 is no block.
  static constexpr unsigned place_bits = 18;
  static constexpr unsigned number_bits = place_bits + 6;
  static constexpr std::uint32_t place_mask = (std::uint32_t{1} << place_bits) - 1;
  static constexpr std::uint64_t number_mask = (std::uint64_t{1} << number_bits) - 1;
  static_assert(max_slabs << place_bits == std::size_t{1} << number_bits);

  [[nodiscard]] bool add_slab(std::size_t blocks, AllocationPhase phase) noexcept;
  void link(std::size_t slab, std::size_t blocks) noexcept;
  void push(Header& first, Header& last) noexcept;
  [[nodiscard]] Header& header(std::uint32_t number) const noexcept;
  void note_in_use(std::size_t now) noexcept;

  std::shared_ptr<MemoryBudget> budget_;
  std::size_t block_bytes_ = 0;
  /// Written before the numbers of its blocks can be read from `head_`.
  std::array<std::byte*, max_slabs> slabs_{};
  std::array<std::size_t, max_slabs> slab_bytes_{};
  std::size_t slab_count_ = 0;

  /// Number of the first free block below, tag above.
  alignas(BufferConstants::alignment) std::atomic<std::uint64_t> head_{0};
  std::atomic<std::size_t> in_use_{0};
  std::atomic<std::size_t> peak_{0};
  std::atomic<std::size_t> capacity_{0};
  std::atomic<std::size_t> grown_{0};
  std::atomic<bool> closed_{false};
};

}  // namespace audioblocks
