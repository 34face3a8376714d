// SPDX-License-Identifier: LGPL-2.1-or-later
#include "src/memory/buffer_pool.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace audioblocks {

namespace {

constexpr std::size_t line = BufferConstants::alignment;
/// With a header and rounded up, it fits a size_t of 32 bits.
constexpr std::size_t max_block_bytes = std::size_t{1} << 31U;

constexpr std::size_t in_lines(std::size_t bytes) { return (bytes + line - 1) / line * line; }

}  // namespace

BufferPool::~BufferPool() { free_slabs(); }

bool BufferPool::prepare(std::shared_ptr<MemoryBudget> budget, std::size_t block_bytes,
                         std::size_t blocks) noexcept {
  if (slab_count_ != 0 || budget == nullptr || block_bytes == 0 || blocks == 0 ||
      block_bytes > max_block_bytes)
    return false;
  budget_ = std::move(budget);
  block_bytes_ = in_lines(block_bytes);
  if (add_blocks(blocks, AllocationPhase::setup) == blocks) return true;
  free_slabs();
  return false;
}

std::size_t BufferPool::grow(std::size_t blocks) noexcept {
  return slab_count_ == 0 ? 0 : add_blocks(blocks, AllocationPhase::growth);
}

void BufferPool::retire() noexcept {
  if (std::exchange(retired_, true)) return;
  for (std::size_t slab = 0; slab < slab_count_; ++slab) let_go(slab);
}

/// Returns to the state before prepare(). Nobody uses a block any more.
void BufferPool::free_slabs() noexcept {
  for (std::size_t slab = 0; slab < slab_count_; ++slab)
    if (holds_[slab].load(std::memory_order_acquire) > 0) free_slab(slab);
  slab_count_ = 0;
  capacity_ = 0;
  head_ = 0;
}

void BufferPool::let_go(std::size_t slab) noexcept {
  // The last hold ends only after retire(), when the streaming thread has stopped. Acquire and
  // release: who frees the slab sees what others did with its blocks as done.
  AUDIOBLOCKS_TRUST_BEGIN
  if (holds_[slab].fetch_sub(1, std::memory_order_acq_rel) == 1) free_slab(slab);
  AUDIOBLOCKS_TRUST_END
}

void BufferPool::free_slab(std::size_t slab) noexcept {
  ::operator delete(slabs_[slab], std::align_val_t{line});
  budget_->release(MemoryKind::pool, slab_bytes_[slab]);
}

/// Returns how many blocks there was memory for. Where a slab is refused, smaller ones are tried.
std::size_t BufferPool::add_blocks(std::size_t blocks, AllocationPhase phase) noexcept {
  const std::size_t block = sizeof(Header) + block_bytes_;
  std::size_t slab =
      std::clamp<std::size_t>(budget_->limit() / slabs_in_budget / block, 1, max_slab_blocks);
  std::size_t added = 0;
  while (added < blocks && slab > 0 && slab_count_ < max_slabs) {
    slab = std::min(slab, blocks - added);
    if (add_slab(slab, phase))
      added += slab;
    else
      slab /= 2;
  }
  return added;
}

bool BufferPool::add_slab(std::size_t blocks, AllocationPhase phase) noexcept {
  const std::size_t bytes = blocks * (sizeof(Header) + block_bytes_);
  if (!budget_->charge(MemoryKind::pool, bytes, phase)) return false;
  void* memory = ::operator new(bytes, std::align_val_t{line}, std::nothrow);
  if (memory == nullptr) {
    budget_->release(MemoryKind::pool, bytes);
    return false;
  }
  std::memset(memory, 0, bytes);
  slabs_[slab_count_] = static_cast<std::byte*>(memory);
  slab_bytes_[slab_count_] = bytes;
  holds_[slab_count_] = 1;
  link(slab_count_++, blocks);
  return true;
}

/// Numbers the blocks of a new slab, chains them and gives them to acquire().
void BufferPool::link(std::size_t slab, std::size_t blocks) noexcept {
  const auto base = static_cast<std::uint32_t>(slab << place_bits);
  const auto last = base + static_cast<std::uint32_t>(blocks);
  for (std::uint32_t number = base + 1; number <= last; ++number) {
    auto* memory = slabs_[slab] + (number - base - 1) * (sizeof(Header) + block_bytes_);
    new (memory) Header{number + 1, number};
  }
  capacity_.fetch_add(blocks, std::memory_order_relaxed);
  push(header(base + 1), header(last));
}

std::byte* BufferPool::acquire() noexcept {
  std::uint64_t head = head_.load(std::memory_order_acquire);
  for (;;) {
    const auto number = static_cast<std::uint32_t>(head & number_mask);
    if (number == 0) return nullptr;
    Header& first = header(number);
    // If another thread takes `first` now, what is read here is stale, and the tag shows it.
    const std::uint32_t next = first.next.load(std::memory_order_relaxed);
    const std::uint64_t tag = (head & ~number_mask) + number_mask + 1;
    if (head_.compare_exchange_weak(head, tag | next, std::memory_order_acq_rel,
                                    std::memory_order_acquire)) {
      holds_[number >> place_bits].fetch_add(1, std::memory_order_relaxed);
      in_use_.fetch_add(1, std::memory_order_relaxed);
      return reinterpret_cast<std::byte*>(&first + 1);
    }
  }
}

void BufferPool::release(std::byte* block) noexcept {
  Header& given = reinterpret_cast<Header*>(block)[-1];
  const std::size_t slab = given.number >> place_bits;
  in_use_.fetch_sub(1, std::memory_order_relaxed);
  push(given, given);
  let_go(slab);
}

void BufferPool::push(Header& first, Header& last) noexcept {
  std::uint64_t head = head_.load(std::memory_order_relaxed);
  std::uint64_t changed = 0;
  do {
    last.next.store(static_cast<std::uint32_t>(head & number_mask), std::memory_order_relaxed);
    changed = ((head & ~number_mask) + number_mask + 1) | first.number;
  } while (!head_.compare_exchange_weak(head, changed, std::memory_order_acq_rel,
                                        std::memory_order_relaxed));
}

BufferPool::Header& BufferPool::header(std::uint32_t number) const noexcept {
  const std::size_t place = (number & place_mask) - 1;
  std::byte* slab = slabs_[number >> place_bits];
  return *reinterpret_cast<Header*>(slab + place * (sizeof(Header) + block_bytes_));
}

std::size_t BufferPool::capacity() const noexcept {
  return capacity_.load(std::memory_order_relaxed);
}

std::size_t BufferPool::in_use() const noexcept { return in_use_.load(std::memory_order_relaxed); }

}  // namespace audioblocks
