// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/block_queue.h"

#include <utility>

namespace audioblocks::tool {

namespace {
/// Twenty seconds of the usual blocks.
constexpr std::size_t max_blocks = 1024;
}  // namespace

bool BlockQueue::push(StructurePtr fields) {
  std::unique_lock lock(lock_);
  room_.wait(lock, [this] { return is_live_ || is_closed_ || blocks_.size() < max_blocks; });
  if (is_closed_) return false;
  if (blocks_.size() == max_blocks) {
    blocks_.pop_front();
    ++lost_;
  }
  blocks_.push_back(std::move(fields));
  return true;
}

StructurePtr BlockQueue::pop() {
  const std::scoped_lock lock(lock_);
  if (blocks_.empty()) return nullptr;
  StructurePtr fields = std::move(blocks_.front());
  blocks_.pop_front();
  room_.notify_one();
  return fields;
}

void BlockQueue::set_live(bool live) {
  const std::scoped_lock lock(lock_);
  is_live_ = live;
  room_.notify_one();
}

void BlockQueue::close() {
  const std::scoped_lock lock(lock_);
  is_closed_ = true;
  room_.notify_all();
}

std::uint64_t BlockQueue::lost() {
  const std::scoped_lock lock(lock_);
  return lost_;
}

}  // namespace audioblocks::tool
