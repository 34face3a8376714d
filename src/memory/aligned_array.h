// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <limits>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

#include "src/base/buffer_constants.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// A fixed-size array on a 64-byte boundary, charged to a MemoryBudget while it lives. For trivial
/// types only; elements start as zero.
template <typename T>
class AlignedArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  AlignedArray() noexcept = default;
  AlignedArray(AlignedArray&& other) noexcept { swap(other); }
  AlignedArray& operator=(AlignedArray&& other) noexcept {
    AlignedArray taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~AlignedArray() { clear(); }

  /// Replaces the contents by `count` zeros. False, and empty, if the budget or the heap refuses.
  /// The budget must outlive the array.
  [[nodiscard]] bool allocate(MemoryBudget& budget, MemoryKind kind, std::size_t count) noexcept {
    clear();
    if (count > (std::numeric_limits<std::size_t>::max() - BufferConstants::alignment) / sizeof(T))
      return false;
    if (!budget.charge(kind, bytes_for(count))) return false;
    void* memory = ::operator new(bytes_for(count), std::align_val_t{BufferConstants::alignment},
                                  std::nothrow);
    if (memory == nullptr) {
      budget.release(kind, bytes_for(count));
      return false;
    }
    data_ = new (memory) T[count]();
    count_ = count;
    budget_ = &budget;
    kind_ = kind;
    return true;
  }

  void clear() noexcept {
    if (data_ == nullptr) return;
    ::operator delete(static_cast<void*>(data_), std::align_val_t{BufferConstants::alignment});
    budget_->release(kind_, bytes_for(count_));
    data_ = nullptr;
    count_ = 0;
  }

  [[nodiscard]] T* data() noexcept { return data_; }
  [[nodiscard]] const T* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size() const noexcept { return count_; }
  [[nodiscard]] std::span<T> span() noexcept { return {data_, count_}; }
  [[nodiscard]] std::span<const T> span() const noexcept { return {data_, count_}; }
  T& operator[](std::size_t i) noexcept { return data_[i]; }
  const T& operator[](std::size_t i) const noexcept { return data_[i]; }

  void swap(AlignedArray& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(count_, other.count_);
    std::swap(budget_, other.budget_);
    std::swap(kind_, other.kind_);
  }

 private:
  /// Rounded up to whole cache lines, so that two arrays never share one.
  static constexpr std::size_t bytes_for(std::size_t count) {
    constexpr std::size_t line = BufferConstants::alignment;
    return (count * sizeof(T) + line - 1) / line * line;
  }

  T* data_ = nullptr;
  std::size_t count_ = 0;
  MemoryBudget* budget_ = nullptr;
  MemoryKind kind_ = MemoryKind::scratch;
};

}  // namespace audioblocks
