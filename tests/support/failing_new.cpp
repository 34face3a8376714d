// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Linked into a test's executable, these definitions override those of the C++ library for every
// shared library in the process, including the plugin.
#include "tests/support/failing_new.h"

#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>

namespace {

constexpr long disarmed = -1;
std::atomic<long> countdown{disarmed};
std::atomic<bool> failed{false};
std::atomic<long> live{0};

/// Header of each block: whether the plugin allocated it. As large as the strictest alignment.
struct Header {
  bool is_plugins;
};

bool is_plugin(const void* caller) noexcept {
  Dl_info info{};
  return dladdr(caller, &info) != 0 && info.dli_fname != nullptr &&
         std::strstr(info.dli_fname, "libgstaudioblocks") != nullptr;
}

bool must_fail() noexcept {
  long left = countdown.load();
  while (left != disarmed) {
    if (!countdown.compare_exchange_weak(left, left - 1)) continue;
    if (left > 0) return false;
    failed = true;
    return true;
  }
  return false;
}

void* allocate(std::size_t size, std::size_t alignment, const void* caller) noexcept {
  const bool is_plugins = is_plugin(caller);
  if (is_plugins && must_fail()) return nullptr;
  // A whole number of alignments, and room for the header in front.
  const std::size_t bytes = (size + 2 * alignment - 1) / alignment * alignment;
  auto* memory = static_cast<std::byte*>(std::aligned_alloc(alignment, bytes));
  if (memory == nullptr) return nullptr;
  new (memory) Header{is_plugins};
  if (is_plugins) ++live;
  return memory + alignment;
}

void* allocate_or_throw(std::size_t size, std::size_t alignment, const void* caller) {
  void* memory = allocate(size, alignment, caller);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void release(void* memory, std::size_t alignment) noexcept {
  if (memory == nullptr) return;
  std::byte* begin = static_cast<std::byte*>(memory) - alignment;
  if (reinterpret_cast<Header*>(begin)->is_plugins) --live;
  std::free(begin);
}

constexpr std::size_t usual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;
constexpr std::size_t of(std::align_val_t alignment) noexcept {
  return static_cast<std::size_t>(alignment);
}

}  // namespace

namespace failing_new {

void arm(std::size_t nth) noexcept {
  failed = false;
  countdown = static_cast<long>(nth);
}

bool disarm() noexcept {
  countdown = disarmed;
  return failed;
}

long outstanding() noexcept { return live; }

}  // namespace failing_new

#define CALLER __builtin_return_address(0)

void* operator new(std::size_t size) { return allocate_or_throw(size, usual, CALLER); }
void* operator new[](std::size_t size) { return allocate_or_throw(size, usual, CALLER); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw(size, of(alignment), CALLER);
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return allocate_or_throw(size, of(alignment), CALLER);
}
void* operator new(std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return allocate(size, usual, CALLER);
}
void* operator new[](std::size_t size, const std::nothrow_t& /*tag*/) noexcept {
  return allocate(size, usual, CALLER);
}
void* operator new(std::size_t size, std::align_val_t alignment,
                   const std::nothrow_t& /*tag*/) noexcept {
  return allocate(size, of(alignment), CALLER);
}
void* operator new[](std::size_t size, std::align_val_t alignment,
                     const std::nothrow_t& /*tag*/) noexcept {
  return allocate(size, of(alignment), CALLER);
}

void operator delete(void* memory) noexcept { release(memory, usual); }
void operator delete[](void* memory) noexcept { release(memory, usual); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { release(memory, usual); }
void operator delete[](void* memory, std::size_t /*size*/) noexcept { release(memory, usual); }
void operator delete(void* memory, std::align_val_t alignment) noexcept {
  release(memory, of(alignment));
}
void operator delete[](void* memory, std::align_val_t alignment) noexcept {
  release(memory, of(alignment));
}
void operator delete(void* memory, std::size_t /*size*/, std::align_val_t alignment) noexcept {
  release(memory, of(alignment));
}
void operator delete[](void* memory, std::size_t /*size*/, std::align_val_t alignment) noexcept {
  release(memory, of(alignment));
}
void operator delete(void* memory, const std::nothrow_t& /*tag*/) noexcept {
  release(memory, usual);
}
void operator delete[](void* memory, const std::nothrow_t& /*tag*/) noexcept {
  release(memory, usual);
}
void operator delete(void* memory, std::align_val_t alignment,
                     const std::nothrow_t& /*tag*/) noexcept {
  release(memory, of(alignment));
}
void operator delete[](void* memory, std::align_val_t alignment,
                       const std::nothrow_t& /*tag*/) noexcept {
  release(memory, of(alignment));
}
