// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/memory/memory_budget.h"

namespace audioblocks {

namespace {
template <typename Enum>
constexpr std::size_t index(Enum value) {
  return static_cast<std::size_t>(value);
}

AllocationSize size_of(std::size_t bytes) {
  constexpr std::size_t kibibyte = 1024;
  if (bytes <= 4 * kibibyte) return AllocationSize::small;
  if (bytes <= 64 * kibibyte) return AllocationSize::medium;
  if (bytes <= 1024 * kibibyte) return AllocationSize::large;
  return AllocationSize::huge;
}
}  // namespace

bool MemoryBudget::charge(MemoryKind kind, std::size_t bytes, AllocationPhase phase) noexcept {
  const std::size_t most = limit();
  std::size_t before = current_.load(std::memory_order_relaxed);
  do {
    if (bytes > most || before > most - bytes) return false;
  } while (!current_.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));

  kinds_[index(kind)].fetch_add(bytes, std::memory_order_relaxed);
  if (steady_.load(std::memory_order_relaxed) == std::this_thread::get_id())
    phase = AllocationPhase::steady;
  allocations_[index(phase)].fetch_add(1, std::memory_order_relaxed);
  sizes_[index(size_of(bytes))].fetch_add(1, std::memory_order_relaxed);
  std::size_t highest = peak_.load(std::memory_order_relaxed);
  while (highest < before + bytes &&
         !peak_.compare_exchange_weak(highest, before + bytes, std::memory_order_relaxed)) {
  }
  return true;
}

void MemoryBudget::release(MemoryKind kind, std::size_t bytes) noexcept {
  kinds_[index(kind)].fetch_sub(bytes, std::memory_order_relaxed);
  current_.fetch_sub(bytes, std::memory_order_relaxed);
}

std::size_t MemoryBudget::current(MemoryKind kind) const noexcept {
  return kinds_[index(kind)].load(std::memory_order_relaxed);
}

std::uint64_t MemoryBudget::allocations(AllocationPhase phase) const noexcept {
  return allocations_[index(phase)].load(std::memory_order_relaxed);
}

std::uint64_t MemoryBudget::allocations(AllocationSize size) const noexcept {
  return sizes_[index(size)].load(std::memory_order_relaxed);
}

void MemoryBudget::reset_counts() noexcept {
  peak_.store(current(), std::memory_order_relaxed);
  for (auto& count : allocations_) count.store(0, std::memory_order_relaxed);
  for (auto& count : sizes_) count.store(0, std::memory_order_relaxed);
}

}  // namespace audioblocks
