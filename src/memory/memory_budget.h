// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <thread>

#include "src/base/buffer_constants.h"

namespace audioblocks {

/// What charged memory is used for; fft: what Fourier transforms read and write.
enum class MemoryKind : std::uint8_t { ring, pool, exchange, scratch, fft };
inline constexpr std::size_t memory_kind_count = 5;

/// When an allocation was made: at set-up, while a pool grew, or in steady state, where none must
/// happen; they are counted so that they show. Steady state is while samples or a gap come in, from
/// the second block of a run on. What ends the run from outside is not part of it: the end of the
/// stream, another segment or another format.
enum class AllocationPhase : std::uint8_t { setup, growth, steady };
inline constexpr std::size_t allocation_phase_count = 3;

/// How large an allocation is: up to 4 KiB, 64 KiB, 1 MiB, or more.
enum class AllocationSize : std::uint8_t { small, medium, large, huge };
inline constexpr std::size_t allocation_size_count = 4;

/// The one account of an element's memory. Every block, ring, exchange and scratch array is charged
/// here before it is allocated, and nothing is granted beyond the limit. Any thread may charge,
/// release and read; no call blocks.
class MemoryBudget {
 public:
  /// While it lives, what the current thread charges counts as steady, whatever phase is named. The
  /// streaming thread makes one at a time.
  class Steady {
   public:
    /// Does nothing unless `steady`.
    Steady(MemoryBudget& budget, bool steady) noexcept : budget_(budget) {
      if (steady) budget_.steady_.store(std::this_thread::get_id(), std::memory_order_relaxed);
    }
    ~Steady() { budget_.steady_.store(std::thread::id(), std::memory_order_relaxed); }
    Steady(const Steady&) = delete;
    Steady& operator=(const Steady&) = delete;

   private:
    MemoryBudget& budget_;
  };

  explicit MemoryBudget(std::size_t limit = BufferConstants::memory_limit) noexcept
      : limit_(limit) {}
  MemoryBudget(const MemoryBudget&) = delete;
  MemoryBudget& operator=(const MemoryBudget&) = delete;

  /// Reserves `bytes`; false (and nothing reserved) if they do not fit the limit.
  [[nodiscard]] bool charge(MemoryKind kind, std::size_t bytes,
                            AllocationPhase phase = AllocationPhase::setup) noexcept;
  /// Gives back what charge() reserved.
  void release(MemoryKind kind, std::size_t bytes) noexcept;

  /// Sets a new limit. It may be below what is already charged: nothing more is then granted until
  /// enough has come back.
  void set_limit(std::size_t limit) noexcept { limit_.store(limit, std::memory_order_relaxed); }
  [[nodiscard]] std::size_t limit() const noexcept {
    return limit_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::size_t current() const noexcept {
    return current_.load(std::memory_order_relaxed);
  }
  /// The highest current() since the start or reset_counts().
  [[nodiscard]] std::size_t peak() const noexcept { return peak_.load(std::memory_order_relaxed); }
  [[nodiscard]] std::size_t current(MemoryKind kind) const noexcept;
  /// Successful charges in `phase` since the start or reset_counts().
  [[nodiscard]] std::uint64_t allocations(AllocationPhase phase) const noexcept;
  /// Successful charges of `size`, in all phases, since the start or reset_counts().
  [[nodiscard]] std::uint64_t allocations(AllocationSize size) const noexcept;
  /// Sets the peak to the current value, and counts allocations from zero.
  void reset_counts() noexcept;

 private:
  std::atomic<std::size_t> limit_;
  std::atomic<std::size_t> current_{0};
  std::atomic<std::size_t> peak_{0};
  std::array<std::atomic<std::size_t>, memory_kind_count> kinds_{};
  std::array<std::atomic<std::uint64_t>, allocation_phase_count> allocations_{};
  std::array<std::atomic<std::uint64_t>, allocation_size_count> sizes_{};
  /// The thread that is in steady state; the default id while none is.
  std::atomic<std::thread::id> steady_;
};

}  // namespace audioblocks
