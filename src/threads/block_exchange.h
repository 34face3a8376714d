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

/// Hands values from one thread to another: bounded, without waiting, overwriting the oldest, and
/// without a copy on either side.
///
/// `depth` cells are a ring; each holds one 64-bit word that names a slot, says whether the slot is
/// full, and carries the sequence number it belongs to. depth + 2 slots exist: one in each cell and
/// one in the hands of each side. The producer fills its slot and exchanges it for what lies in the
/// next cell: a free slot, or, if the consumer has not come round, the oldest value, which is
/// thereby evicted. The consumer compares-and-exchanges its finished slot for the value it expects;
/// if that fails, the producer has lapped it and it moves on to the oldest that is still there.
/// Since words carry sequence numbers, neither side can mistake an old word for a new one.
///
/// Values are taken in ascending order, each once or never, and
/// produced = consumed + evicted + queued.
///
/// One producer thread, one consumer thread. publish() is wait-free, one atomic read-modify-write;
/// take() makes a bounded number of attempts. Both are sequentially consistent, so that a Doorbell
/// may be rung after publish() and waited at with has_value().
///
/// `Atomic` is std::atomic, or what a test puts in its place to step in between two accesses.
template <class T, template <class> class Atomic = std::atomic>
class BlockExchange {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  static constexpr std::size_t max_depth = 64;
  /// Sequence numbers are kept modulo 2^56 in the cells; outside they have 64 bits.
  static constexpr unsigned sequence_bits = 56;

  /// One moment's account; see counts().
  struct Counts {
    std::uint64_t produced = 0;
    std::uint64_t consumed = 0;
    std::uint64_t evicted = 0;
    std::uint64_t queued = 0;
  };

  BlockExchange() noexcept = default;
  BlockExchange(const BlockExchange&) = delete;
  BlockExchange& operator=(const BlockExchange&) = delete;

  /// Makes `depth` (a power of two, 1 to 64) places, empty, with all counters at zero; the first
  /// value published gets the number `first_sequence`. False, and not prepared, if `depth` is none
  /// of these or memory is refused. Neither side may be at work. `budget` must outlive the
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

  /// Slots there are: depth() + 2, 0 if not prepared.
  [[nodiscard]] std::size_t slots() const noexcept { return slots_.size(); }

  /// Calls `set_up(T&)` for each slot: what it puts there stays with the slot for as long as
  /// neither side overwrites it. Neither side may be at work.
  template <class SetUp>
  void for_each_slot(SetUp set_up) {
    for (Slot& slot : slots_.span()) set_up(slot.value);
  }

  // Producer thread; only once prepared.

  /// The value to fill. After publish() returned true it holds the one that was evicted, intact
  /// until it is overwritten; after false, what some earlier round left there.
  [[nodiscard]] T& slot() noexcept AUDIOBLOCKS_REALTIME {
    // The consumer had the next cell's cache line last: it comes back while the slot is filled.
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
    // In this order, so that counts() can tell a moment in between.
    if (evicts) count(evicted_);
    count(produced_);
    return evicts;
  }

  /// True if publish() would evict; false stays false until it is called. What a lossless producer
  /// waits for (its predicate at a Doorbell that the consumer rings after take()).
  [[nodiscard]] bool would_evict() const noexcept AUDIOBLOCKS_REALTIME {
    return is_full(cell(head_).load());
  }

  // Consumer thread; empty if not prepared.

  /// The oldest value, the consumer's to read and change until the next take(), whatever the
  /// producer does; nullptr if there is none. (Or, if the producer laps the consumer several times
  /// during the call, even though there is one: has_value() then says so.) The last one is given
  /// back in exchange, unless nullptr is returned.
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

  /// The number of the value last taken; a gap to the one before is what was evicted in between.
  [[nodiscard]] std::uint64_t taken_sequence() const noexcept AUDIOBLOCKS_REALTIME {
    return taken_sequence_;
  }

  /// True if a value waits. The predicate to wait for at a Doorbell.
  [[nodiscard]] bool has_value() const noexcept AUDIOBLOCKS_REALTIME {
    return is_full(cell(tail_).load());
  }

  // Any thread.

  /// Places; 0 if not prepared.
  [[nodiscard]] std::size_t depth() const noexcept AUDIOBLOCKS_REALTIME {
    return depth_.load(std::memory_order_relaxed);
  }
  /// What a consumer that never sleeps should watch: take() and has_value() look at the cell that
  /// the producer is about to exchange, which then has to wait for its cache line.
  [[nodiscard]] std::uint64_t produced() const noexcept AUDIOBLOCKS_REALTIME {
    return produced_.load();
  }
  [[nodiscard]] std::uint64_t consumed() const noexcept AUDIOBLOCKS_REALTIME {
    return consumed_.load();
  }
  [[nodiscard]] std::uint64_t evicted() const noexcept AUDIOBLOCKS_REALTIME {
    return evicted_.load();
  }
  /// Values that wait, 0 to depth().
  [[nodiscard]] std::uint64_t queued() const noexcept AUDIOBLOCKS_REALTIME {
    return counts().queued;
  }

  /// The four counters of one moment: produced = consumed + evicted + queued. A call that is under
  /// way on one of the sides counts as not yet made, or as made if the other side has met with its
  /// effect. Should both sides be so busy that no moment can be caught in a bounded number of
  /// attempts, the sum still holds but the four may be of moments close to each other.
  [[nodiscard]] Counts counts() const noexcept AUDIOBLOCKS_REALTIME {
    Counts now;
    for (std::size_t attempt = 0; attempt < max_attempts; ++attempt) {
      now = {produced(), consumed(), evicted(), 0};
      if (now.consumed == consumed() && now.evicted == evicted() && now.produced == produced())
        break;
    }
    // What has gone was produced, and what has no place has gone: the counter of the call under way
    // is the one behind.
    now.produced = std::max(now.produced, now.consumed + now.evicted);
    now.queued = now.produced - now.consumed - now.evicted;
    if (now.queued > depth()) {
      now.consumed += now.queued - depth();
      now.queued = depth();
    }
    return now;
  }

 private:
  /// As constructed: depth 0, an empty first cell.
  void unprepare() noexcept {
    depth_.store(0, std::memory_order_relaxed);
    slots_.clear();
    head_ = tail_ = 0;
    cells_[0].store(0);
    for (auto* counter : {&produced_, &consumed_, &evicted_}) counter->store(0);
  }

  /// Whole cache lines, so that the two sides never write to the same one.
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
    return sequence & (depth() - 1);
  }
  Atomic<std::uint64_t>& cell(std::uint64_t sequence) noexcept {
    return cells_[index_of(sequence)];
  }
  const Atomic<std::uint64_t>& cell(std::uint64_t sequence) const noexcept {
    return cells_[index_of(sequence)];
  }

  /// The consumer expected `tail_` and sees a later round's word: the oldest value that can still
  /// be there is the one whose place is the next to be overwritten.
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

  /// Each counter has one writer.
  static void count(Atomic<std::uint64_t>& counter) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_release);
  }

  AlignedArray<Slot> slots_;
  std::atomic<std::size_t> depth_{0};
  std::array<Atomic<std::uint64_t>, max_depth> cells_{};

  // The producer's.
  alignas(BufferConstants::alignment) std::uint64_t head_ = 0;
  std::size_t producer_slot_ = 0;
  Atomic<std::uint64_t> produced_{0};
  Atomic<std::uint64_t> evicted_{0};

  // The consumer's.
  alignas(BufferConstants::alignment) std::uint64_t tail_ = 0;
  std::size_t consumer_slot_ = 0;
  std::uint64_t taken_sequence_ = 0;
  Atomic<std::uint64_t> consumed_{0};
};

}  // namespace audioblocks
