// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
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
/// One thread at a time uses it. Only prepare() allocates. A ring that is not prepared takes
/// nothing and holds nothing.
template <class T>
class CircularBuffer {
 public:
  CircularBuffer() noexcept = default;
  CircularBuffer(const CircularBuffer&) = delete;
  CircularBuffer& operator=(const CircularBuffer&) = delete;

  /// Makes room for `blocks` (≥ 1) blocks of `block_samples` (a multiple of 128) and starts empty,
  /// at position 0. False, and not prepared, if the sizes are wrong or memory is refused. May be
  /// called again. `budget` must outlive the ring.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t block_samples,
                             std::size_t blocks) noexcept {
    block_samples_ = 0;
    storage_.clear();
    go_on_at(0);
    const bool valid = block_samples > 0 && block_samples % BufferConstants::chunk_samples == 0 &&
                       blocks > 0 && blocks <= SIZE_MAX / sizeof(T) / block_samples;
    if (!valid || !storage_.allocate(budget, MemoryKind::ring, block_samples * blocks))
      return false;
    block_samples_ = block_samples;
    return true;
  }

  /// The free samples up to the end of the block in the making, contiguous, at least one. Begins a
  /// block where none is begun, and evicts the oldest whole one first if the ring is full. Fill any
  /// number from the front, then commit() it.
  [[nodiscard]] std::span<T> writable() noexcept AUDIOBLOCKS_REALTIME {
    // Never in the middle of a block. (A ring that is not prepared has nothing to evict.)
    if (fill_ == 0 && held() == capacity()) evict();
    return {storage_.data() + write_index_ + fill_, block_samples_ - fill_};
  }

  /// Takes in the first `n` samples of what writable() gave; `n` is at most its size.
  void commit(std::size_t n) noexcept AUDIOBLOCKS_REALTIME {
    fill_ += n;
    write_position_ += n;
    if (fill_ < block_samples_) return;
    write_index_ = wrapped(write_index_ + fill_);
    fill_ = 0;
  }

  /// Fills the block in the making with zeros to its end. Returns how many it took, 0 if no block
  /// was begun.
  std::size_t pad() noexcept AUDIOBLOCKS_REALTIME {
    if (fill_ == 0) return 0;
    const std::span<T> rest = writable();
    std::fill(rest.begin(), rest.end(), T{});
    commit(rest.size());
    return rest.size();
  }

  /// True if a whole block waits.
  [[nodiscard]] bool has_block() const noexcept AUDIOBLOCKS_REALTIME { return held() != fill_; }

  /// The oldest whole block, where it lies; empty if there is none. Valid until pop(), clear() or,
  /// in a full ring, writable().
  [[nodiscard]] std::span<const T> block() const noexcept AUDIOBLOCKS_REALTIME {
    if (!has_block()) return {};
    return storage_.span().subspan(read_index_, block_samples_);
  }

  /// Removes the oldest whole block, if there is one.
  void pop() noexcept AUDIOBLOCKS_REALTIME {
    if (!has_block()) return;
    read_index_ = wrapped(read_index_ + block_samples_);
    read_position_ += block_samples_;
  }

  /// Discards everything. Positions go on: a block in the making counts as if it had been filled,
  /// so that the next one begins a whole number of blocks after the start.
  void clear() noexcept AUDIOBLOCKS_REALTIME {
    go_on_at(write_position_ + (fill_ == 0 ? 0 : block_samples_ - fill_));
  }

  /// Samples in the block in the making, fewer than a block.
  [[nodiscard]] std::size_t fill() const noexcept AUDIOBLOCKS_REALTIME { return fill_; }
  /// Absolute index of the next sample to be written.
  [[nodiscard]] std::uint64_t write_position() const noexcept AUDIOBLOCKS_REALTIME {
    return write_position_;
  }
  /// Absolute index of the first sample of the oldest block.
  [[nodiscard]] std::uint64_t read_position() const noexcept AUDIOBLOCKS_REALTIME {
    return read_position_;
  }
  /// Samples evicted since the ring was made.
  [[nodiscard]] std::uint64_t evicted() const noexcept AUDIOBLOCKS_REALTIME { return evicted_; }
  /// Samples the ring holds when full; 0 if it is not prepared.
  [[nodiscard]] std::size_t capacity() const noexcept AUDIOBLOCKS_REALTIME {
    return storage_.size();
  }

 private:
  [[nodiscard]] std::size_t held() const noexcept {
    return static_cast<std::size_t>(write_position_ - read_position_);
  }

  [[nodiscard]] std::size_t wrapped(std::size_t index) const noexcept {
    return index == capacity() ? 0 : index;
  }

  void evict() noexcept {
    pop();
    evicted_ += block_samples_;
  }

  void go_on_at(std::uint64_t position) noexcept {
    write_index_ = read_index_ = fill_ = 0;
    write_position_ = read_position_ = position;
  }

  AlignedArray<T> storage_;
  std::size_t block_samples_ = 0;
  // Where the block in the making and the oldest one begin in the storage: cheaper to keep than to
  // divide the positions by the capacity.
  std::size_t write_index_ = 0;
  std::size_t read_index_ = 0;
  std::size_t fill_ = 0;
  std::uint64_t write_position_ = 0;
  std::uint64_t read_position_ = 0;
  std::uint64_t evicted_ = 0;
};

}  // namespace audioblocks
