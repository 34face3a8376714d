// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// Hands values from one thread to another: it is bounded, never waits, overwrites the oldest value
/// and copies on neither side.
///
/// `depth` cells form a ring. Each holds one 64-bit word that names a slot, says whether the slot
/// is full, and carries the sequence number it belongs to. There are depth + 2 slots: one in each
/// cell and one in the hands of each side. The producer fills its slot and exchanges it for what
/// lies in the next cell: a free slot or, if the consumer has not come round, the oldest value,
/// which is thereby evicted. The consumer compares-and-exchanges its finished slot for the value it
/// expects; if that fails, the producer has lapped it, and it moves on to the oldest that is still
/// there. Since words carry sequence numbers, neither side can mistake an old word for a new one.
///
/// Values are taken in ascending order, each once or never, and
/// produced = consumed + evicted + queued.
///
/// One producer thread, one consumer thread. publish() is wait-free and makes one atomic
/// read-modify-write; take() makes a bounded number of attempts. Both are sequentially consistent,
/// so that a Doorbell may be rung after publish() and waited at with has_value().
///
/// `Atomic` is std::atomic, or what a test puts in its place to act between two accesses.
template <class T, template <class> class Atomic = std::atomic>
class BlockExchange {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  static constexpr std::size_t max_depth = 64;
  /// Cells keep sequence numbers modulo 2^56; everywhere else they have 64 bits.
  static constexpr unsigned sequence_bits = 56;

  /// The counters of one moment; see counts().
  struct Counts {
    std::uint64_t produced = 0;
    std::uint64_t consumed = 0;
    std::uint64_t evicted = 0;
    std::uint64_t queued = 0;
  };

  BlockExchange() noexcept = default;
  BlockExchange(const BlockExchange&) = delete;
  BlockExchange& operator=(const BlockExchange&) = delete;

  /// Makes `depth` (a power of two, 1 to 64) places, empty, with all counters at zero. The first
  /// value published gets the number `first_sequence`. False, and not prepared, if `depth` is any
  /// other number or memory is refused. Neither side may be at work. `budget` must outlive the
  /// exchange.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t depth,
                             std::uint64_t first_sequence = 0) noexcept {
    unprepare();
    const bool valid = depth > 0 && depth <= max_depth && (depth & (depth - 1)) == 0;
    if (!valid || !slots_.allocate(budget, MemoryKind::exchange, depth + 2)) return false;
    depth_.store(depth, std::memory_order_relaxed);
    head_ = tail_ = first_sequence;
    for (std::uint64_t sequence = first_sequence; sequence != first_sequence + depth; ++sequence)
      cell(sequence).store(word(sequence - depth, index_of(sequence), false));
    producer_slot_ = depth;
    consumer_slot_ = depth + 1;
    taken_sequence_ = first_sequence - 1;
    return true;
  }

  /// The number of slots: depth() + 2, or 0 if not prepared.
  [[nodiscard]] std::size_t slots() const noexcept { return slots_.size(); }

  /// Calls `set_up(T&)` for each slot. What it puts there stays with the slot until one of the
  /// sides overwrites it. Neither side may be at work.
  template <class SetUp>
  void for_each_slot(SetUp set_up) {
    for (Slot& slot : slots_.span()) set_up(slot.value);
  }

  // Producer thread; prepared only.

  /// The value to fill. After publish() has returned true, it holds the evicted one, intact until
  /// it is overwritten; after false, what some earlier round left there.
  [[nodiscard]] T& slot() noexcept AUDIOBLOCKS_REALTIME {
    // The consumer last had the next cell's cache line, which comes back while the slot is filled.
    constexpr int to_write = 1;
    __builtin_prefetch(&cell(head_), to_write);
    return slots_[producer_slot_].value;
  }

  /// Hands slot() over and takes another. True if the oldest value was evicted for it, which is
  /// then slot().
  bool publish() noexcept AUDIOBLOCKS_REALTIME {
    const std::uint64_t old = cell(head_).exchange(word(head_, producer_slot_, true));
    ++head_;
    producer_slot_ = slot_of(old);
    const bool evicts = is_full(old);
    // In this order, so that counts() recognizes a moment in between.
    if (evicts) count(evicted_);
    count(produced_);
    return evicts;
  }

  /// True if publish() would evict. Once it is false it stays false until publish() is called: a
  /// lossless producer waits for that, and the consumer wakes it after take().
  [[nodiscard]] bool would_evict() const noexcept AUDIOBLOCKS_REALTIME {
    return is_full(cell(head_).load());
  }

  // Consumer thread; an exchange that is not prepared is empty.

  /// The oldest value, which the consumer may read and change until the next take(), whatever the
  /// producer does; nullptr if there is none, or if the producer laps the consumer again and again
  /// during the call, in which case has_value() is true. Unless it returns nullptr, take() gives
  /// the value taken before back in exchange.
  [[nodiscard]] T* take() noexcept AUDIOBLOCKS_REALTIME {
    for (std::size_t attempt = 0; attempt < max_attempts; ++attempt) {
      std::uint64_t seen = cell(tail_).load();
      if (!is_full(seen)) return nullptr;
      if (!names(seen, tail_)) {
        tail_ = oldest_beside(seen);
        continue;
      }
      if (cell(tail_).compare_exchange_strong(seen, word(tail_, consumer_slot_, false)))
        return taken(slot_of(seen));
    }
    return nullptr;
  }

  /// The number of the value last taken. A gap to the number before it was evicted in between.
  [[nodiscard]] std::uint64_t taken_sequence() const noexcept AUDIOBLOCKS_REALTIME {
    return taken_sequence_;
  }

  /// True if a value waits. The predicate for a wait at a Doorbell.
  [[nodiscard]] bool has_value() const noexcept AUDIOBLOCKS_REALTIME {
    return is_full(cell(tail_).load());
  }

  // Any thread.

  /// The number of places; 0 if not prepared.
  [[nodiscard]] std::size_t depth() const noexcept AUDIOBLOCKS_REALTIME {
    return depth_.load(std::memory_order_relaxed);
  }
  /// Values published so far. A consumer that never sleeps should watch this one: take() and
  /// has_value() look at the cell that the producer is about to exchange, which would have to wait
  /// for its cache line.
  [[nodiscard]] std::uint64_t produced() const noexcept AUDIOBLOCKS_REALTIME {
    return produced_.load();
  }
  [[nodiscard]] std::uint64_t consumed() const noexcept AUDIOBLOCKS_REALTIME {
    return consumed_.load();
  }
  [[nodiscard]] std::uint64_t evicted() const noexcept AUDIOBLOCKS_REALTIME {
    return evicted_.load();
  }
  /// The number of values that wait, 0 to depth().
  [[nodiscard]] std::uint64_t queued() const noexcept AUDIOBLOCKS_REALTIME {
    return counts().queued;
  }

  /// The four counters of one moment: produced = consumed + evicted + queued. A call that is under
  /// way on one side counts as not yet made, or as made if the other side has met with its effect.
  /// If both sides are so busy that a bounded number of attempts catches no moment, the sum still
  /// holds, but the four may be of moments close to each other.
  [[nodiscard]] Counts counts() const noexcept AUDIOBLOCKS_REALTIME {
    Counts now;
    for (std::size_t attempt = 0; attempt < max_attempts; ++attempt) {
      now = {produced(), consumed(), evicted(), 0};
      if (now.consumed == consumed() && now.evicted == evicted() && now.produced == produced())
        break;
    }
    // What has gone was produced, and what has no place has gone: the counter that is behind is
    // that of the call under way.
    now.produced = std::max(now.produced, now.consumed + now.evicted);
    now.queued = now.produced - now.consumed - now.evicted;
    if (now.queued > depth()) {
      now.consumed += now.queued - depth();
      now.queued = depth();
    }
    return now;
  }

 private:
  /// Returns to the state after construction: depth 0, an empty first cell.
  void unprepare() noexcept {
    depth_.store(0, std::memory_order_relaxed);
    slots_.clear();
    head_ = tail_ = 0;
    cells_[0].store(0);
    for (auto* counter : {&produced_, &consumed_, &evicted_}) counter->store(0);
  }

  /// Aligned to whole cache lines, so that the two sides never write to the same one.
  struct alignas(BufferConstants::alignment) Slot {
    T value;
  };

  static constexpr std::size_t max_attempts = 64;
  static constexpr unsigned slot_bits = 7;
  static constexpr std::uint64_t full_flag = std::uint64_t{1} << slot_bits;
  static constexpr std::uint64_t slot_mask = full_flag - 1;
  static constexpr unsigned sequence_shift = slot_bits + 1;
  static_assert(max_depth + 2 <= full_flag && sequence_bits + sequence_shift == 64);

  static std::uint64_t word(std::uint64_t sequence, std::size_t slot, bool full) noexcept {
    return sequence << sequence_shift | (full ? full_flag : 0) | slot;
  }
  static std::size_t slot_of(std::uint64_t word) noexcept { return word & slot_mask; }
  static bool is_full(std::uint64_t word) noexcept { return (word & full_flag) != 0; }
  static bool names(std::uint64_t word, std::uint64_t sequence) noexcept {
    return word >> sequence_shift == sequence << sequence_shift >> sequence_shift;
  }

  [[nodiscard]] std::size_t index_of(std::uint64_t sequence) const noexcept {
    return static_cast<std::size_t>(sequence) & (depth() - 1);
  }
  Atomic<std::uint64_t>& cell(std::uint64_t sequence) noexcept {
    return cells_[index_of(sequence)];
  }
  const Atomic<std::uint64_t>& cell(std::uint64_t sequence) const noexcept {
    return cells_[index_of(sequence)];
  }

  /// The number to go on with where the consumer expected `tail_` and sees the word of a later
  /// round: the oldest value that can still be there is in the place that is overwritten next.
  [[nodiscard]] std::uint64_t oldest_beside(std::uint64_t seen) const noexcept {
    const std::uint64_t ahead =
        ((seen >> sequence_shift) - tail_) << sequence_shift >> sequence_shift;
    return tail_ + ahead + 1 - depth();
  }

  T* taken(std::size_t slot) noexcept {
    consumer_slot_ = slot;
    taken_sequence_ = tail_++;
    count(consumed_);
    return &slots_[slot].value;
  }

  /// Adds one without a read-modify-write, since each counter has one writer. Release: who reads
  /// the counter also sees the ones that were counted before it.
  static void count(Atomic<std::uint64_t>& counter) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

  AlignedArray<Slot> slots_;
  std::atomic<std::size_t> depth_{0};
  std::array<Atomic<std::uint64_t>, max_depth> cells_{};

  // Written by the producer.
  alignas(BufferConstants::alignment) std::uint64_t head_ = 0;
  std::size_t producer_slot_ = 0;
  Atomic<std::uint64_t> produced_{0};
  Atomic<std::uint64_t> evicted_{0};

  // Written by the consumer.
  alignas(BufferConstants::alignment) std::uint64_t tail_ = 0;
  std::size_t consumer_slot_ = 0;
  std::uint64_t taken_sequence_ = 0;
  Atomic<std::uint64_t> consumed_{0};
};

}  // namespace audioblocks
