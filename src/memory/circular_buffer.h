// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// The streaming ring: any number of samples in, whole blocks out. Its capacity is a whole number
/// of blocks, so a block is always one contiguous, 64-byte-aligned span that is read where it lies.
/// A full ring evicts its oldest whole block, counts it and goes on.
///
/// One thread at a time writes and reads; other threads may look at the sizes and positions. Only
/// prepare() allocates. A ring that is not prepared takes nothing and holds nothing.
template <class T>
class CircularBuffer {
 public:
  CircularBuffer() noexcept = default;
  CircularBuffer(const CircularBuffer&) = delete;
  CircularBuffer& operator=(const CircularBuffer&) = delete;

  /// Makes room for `blocks` (≥ 1) blocks of `block_samples` (a multiple of 128) and starts at
  /// position 0, empty. False, and not prepared, if the sizes are wrong or memory is refused. May
  /// be called again; `budget` must outlive the ring.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t block_samples,
                             std::size_t blocks) noexcept {
    set_size(0, 0);
    storage_.clear();
    start_at(0);
    const bool valid = block_samples > 0 && block_samples % BufferConstants::chunk_samples == 0 &&
                       blocks > 0 && blocks <= SIZE_MAX / sizeof(T) / block_samples;
    if (!valid || !storage_.allocate(budget, MemoryKind::ring, block_samples * blocks))
      return false;
    set_size(block_samples, block_samples * blocks);
    return true;
  }

  /// The free samples up to the end of the block in the making, contiguous, at least one. Begins a
  /// block where none is begun, and evicts the oldest whole one first if the ring is full. Fill any
  /// number from the front, then commit() it.
  [[nodiscard]] std::span<T> writable() noexcept AUDIOBLOCKS_REALTIME {
    const std::size_t filled = fill();
    // Never in the middle of a block. (Of a ring that is not prepared, nothing.)
    if (filled == 0 && held() == capacity()) evict();
    return {storage_.data() + write_index_ + filled, block_samples() - filled};
  }

  /// Takes in the first `n` samples of what writable() gave; `n` is at most its size.
  void commit(std::size_t n) noexcept AUDIOBLOCKS_REALTIME {
    std::size_t filled = fill() + n;
    if (filled == block_samples()) {
      write_index_ = wrapped(write_index_ + filled);
      filled = 0;
    }
    fill_.store(filled, std::memory_order_relaxed);
    write_position_.store(write_position() + n, std::memory_order_release);
  }

  /// Copies any number of samples in; evicts as often as it takes. Of a run longer than the ring
  /// only the last whole blocks remain, so take blocks in between.
  void write(std::span<const T> samples) noexcept AUDIOBLOCKS_REALTIME {
    while (!samples.empty()) {
      const std::span<T> space = writable();
      if (space.empty()) return;
      const std::size_t n = std::min(space.size(), samples.size());
      std::copy_n(samples.begin(), n, space.begin());
      commit(n);
      samples = samples.subspan(n);
    }
  }

  /// Fills the block in the making with zeros to its end. Returns how many that took, 0 if no block
  /// was begun.
  std::size_t pad() noexcept AUDIOBLOCKS_REALTIME {
    if (fill() == 0) return 0;
    const std::span<T> rest = writable();
    std::fill(rest.begin(), rest.end(), T{});
    commit(rest.size());
    return rest.size();
  }

  /// True if a whole block waits.
  [[nodiscard]] bool has_block() const noexcept AUDIOBLOCKS_REALTIME { return held() != fill(); }

  /// The oldest whole block, `block_samples()` long, where it lies; empty if there is none. Valid
  /// until pop(), clear(), or writable() on a full ring.
  [[nodiscard]] std::span<const T> block() const noexcept AUDIOBLOCKS_REALTIME {
    if (!has_block()) return {};
    return storage_.span().subspan(read_index_, block_samples());
  }

  /// Lets go of the oldest whole block, if there is one.
  void pop() noexcept AUDIOBLOCKS_REALTIME {
    if (!has_block()) return;
    read_index_ = wrapped(read_index_ + block_samples());
    read_position_.store(read_position() + block_samples(), std::memory_order_release);
  }

  /// Discards everything. Positions go on: a block in the making counts as if it had been filled,
  /// so that the next one begins a whole number of blocks after the start.
  void clear() noexcept AUDIOBLOCKS_REALTIME {
    const std::size_t begun = fill();
    const std::uint64_t end = write_position() + (begun == 0 ? 0 : block_samples() - begun);
    start_at(end);
  }

  /// Discards everything and goes on at `position`, counted in samples; for tests that begin where
  /// counters are about to wrap.
  void start_at(std::uint64_t position) noexcept AUDIOBLOCKS_REALTIME {
    write_index_ = 0;
    read_index_ = 0;
    fill_.store(0, std::memory_order_relaxed);
    write_position_.store(position, std::memory_order_release);
    read_position_.store(position, std::memory_order_release);
  }

  // Any thread. Each figure is exact in itself; read together they may be a block apart.

  /// Samples in the block in the making, 0 to block_samples() − 1.
  [[nodiscard]] std::size_t fill() const noexcept AUDIOBLOCKS_REALTIME {
    return fill_.load(std::memory_order_relaxed);
  }
  /// Absolute index of the next sample to be written; modulo 2^64.
  [[nodiscard]] std::uint64_t write_position() const noexcept AUDIOBLOCKS_REALTIME {
    return write_position_.load(std::memory_order_acquire);
  }
  /// Absolute index of the first sample of the oldest block; modulo 2^64.
  [[nodiscard]] std::uint64_t read_position() const noexcept AUDIOBLOCKS_REALTIME {
    return read_position_.load(std::memory_order_acquire);
  }
  /// Samples evicted since the ring was made.
  [[nodiscard]] std::uint64_t evicted() const noexcept AUDIOBLOCKS_REALTIME {
    return evicted_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::size_t block_samples() const noexcept AUDIOBLOCKS_REALTIME {
    return block_samples_.load(std::memory_order_relaxed);
  }
  /// Samples the ring holds when full; 0 if it is not prepared.
  [[nodiscard]] std::size_t capacity() const noexcept AUDIOBLOCKS_REALTIME {
    return capacity_.load(std::memory_order_relaxed);
  }

 private:
  [[nodiscard]] std::size_t held() const noexcept {
    return static_cast<std::size_t>(write_position() - read_position());
  }

  [[nodiscard]] std::size_t wrapped(std::size_t index) const noexcept {
    return index == capacity() ? 0 : index;
  }

  void evict() noexcept {
    pop();
    evicted_.store(evicted() + block_samples(), std::memory_order_relaxed);
  }

  void set_size(std::size_t block_samples, std::size_t capacity) noexcept {
    block_samples_.store(block_samples, std::memory_order_relaxed);
    capacity_.store(capacity, std::memory_order_relaxed);
  }

  AlignedArray<T> storage_;
  // Of the block in the making and of the oldest one. Kept beside the absolute positions, which
  // wrap at 2^64: no multiple of most capacities.
  std::size_t write_index_ = 0;
  std::size_t read_index_ = 0;
  std::atomic<std::size_t> block_samples_{0};
  std::atomic<std::size_t> capacity_{0};
  std::atomic<std::size_t> fill_{0};
  std::atomic<std::uint64_t> write_position_{0};
  std::atomic<std::uint64_t> read_position_{0};
  std::atomic<std::uint64_t> evicted_{0};
};

}  // namespace audioblocks
