// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/pooled_buffers.h"

#include <gst/audio/audio.h>

#include <algorithm>
#include <utility>

#include "gst/element/output/gstaudioblockmeta.h"
#include "gst/element/output/level_meta.h"
#include "gst/element/output/pool_lease.h"
#include "gst/element/output/pool_record.h"

namespace audioblocks {

namespace {

/// More blocks than this are never made, however small they are: the queue of ready buffers has a
/// fixed size, so that giving one back never allocates.
constexpr std::size_t most_blocks = 65536;

}  // namespace

PooledBuffers::PooledBuffers(const PoolFormat& format, std::shared_ptr<MemoryBudget> budget,
                             std::shared_ptr<PoolUsage> usage) noexcept
    : info_(format.info),
      block_samples_(format.block_samples),
      block_bytes_(format.block_bytes()),
      budget_(std::move(budget)),
      usage_(std::move(usage)),
      max_blocks_(std::min(most_blocks, budget_->limit() / block_bytes_ + 1)),
      ready_(gst_atomic_queue_new(static_cast<guint>(max_blocks_))) {}

PooledBuffers::~PooledBuffers() {
  drop_ready();
  gst_atomic_queue_unref(ready_);
}

bool PooledBuffers::prepare(std::size_t blocks) {
  const std::size_t quarter = budget_->limit() / 4 / block_bytes_;
  blocks_ = std::make_shared<BufferPool>();
  return blocks_->prepare(budget_, block_bytes_,
                          std::max<std::size_t>(1, std::min(blocks, quarter)));
}

bool PooledBuffers::start() { return add_buffers(blocks()) > 0; }

GstBuffer* PooledBuffers::take() noexcept {
  GstBuffer* buffer = take_ready();
  if (buffer != nullptr) usage_->acquired();
  return buffer;
}

void PooledBuffers::give_back(GstBuffer* buffer) noexcept {
  usage_->in_use.fetch_sub(1, std::memory_order_relaxed);
  if (stopped_.load() || !PoolRecord::restore(buffer, block_bytes_) || !restore_metas(buffer))
    drop(buffer);
  else
    make_ready(buffer);
  // Where close() comes in between, one of the two sees what the other did.
  if (stopped_.load()) drop_ready();
  usage_->wait_point.notify();
}

bool PooledBuffers::grow() {
  const bool grown = add_more();
  usage_->wait_point.notify();
  return grown;
}

bool PooledBuffers::add_more() {
  const std::lock_guard lock(growth_mutex_);
  if (stopped_.load()) return false;
  const std::size_t there = blocks();
  const auto size = static_cast<std::size_t>(size_.load());
  // First those whose memory came back alone, because somebody had kept it.
  if (add_buffers(there - std::min(there, size)) > 0) return true;
  const std::size_t more = blocks_->grow(std::min(there, max_blocks_ - there));
  if (more > 0) return add_buffers(more) > 0;
  exhausted_at_ = budget_->current();
  return false;
}

void PooledBuffers::close() {
  const std::lock_guard lock(growth_mutex_);
  stopped_ = true;
  drop_ready();
  blocks_->retire();
}

bool PooledBuffers::is_low() const noexcept {
  if (ready() > size_.load(std::memory_order_relaxed) / 4) return false;
  // Where growing last failed, it can succeed only after memory was given back: to the budget or,
  // a block's alone, to the pool.
  return budget_->current() < exhausted_at_.load(std::memory_order_relaxed) ||
         blocks_->in_use() < blocks_->capacity();
}

bool PooledBuffers::add_metas(GstBuffer* buffer) const {
  if (!block_meta_add_pooled(buffer) || !level_meta_add_place(buffer)) return false;
  if (!is_planar()) return true;
  GstAudioMeta* meta = gst_buffer_add_audio_meta(buffer, &info_, block_samples_, nullptr);
  if (meta == nullptr) return false;
  meta_mark_pooled(reinterpret_cast<GstMeta*>(meta));
  return true;
}

/// False if downstream has removed one of them.
bool PooledBuffers::restore_metas(GstBuffer* buffer) const noexcept {
  return block_meta_is_on(buffer) && level_meta_clear(buffer) &&
         (!is_planar() || gst_buffer_get_audio_meta(buffer) != nullptr);
}

/// Makes one ready; false where there is no block or no memory for it.
bool PooledBuffers::add_buffer() {
  GstMemory* memory = pool_lease_new(blocks_, block_bytes_);
  if (memory == nullptr) return false;
  GstBuffer* buffer = gst_buffer_new();
  if (!PoolRecord::attach(buffer, memory) || !add_metas(buffer)) {
    gst_buffer_unref(buffer);
    return false;
  }
  GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_TAG_MEMORY);
  size_.fetch_add(1);
  make_ready(buffer);
  return true;
}

gint PooledBuffers::add_buffers(std::size_t count) {
  gint added = 0;
  for (std::size_t i = 0; i < count && add_buffer(); ++i) ++added;
  return added;
}

void PooledBuffers::make_ready(GstBuffer* buffer) noexcept {
  gst_atomic_queue_push(ready_, buffer);
  ready_count_.fetch_add(1, std::memory_order_release);
}

GstBuffer* PooledBuffers::take_ready() noexcept {
  auto* buffer = static_cast<GstBuffer*>(gst_atomic_queue_pop(ready_));
  if (buffer != nullptr) ready_count_.fetch_sub(1, std::memory_order_relaxed);
  return buffer;
}

void PooledBuffers::drop(GstBuffer* buffer) noexcept {
  size_.fetch_sub(1);
  gst_buffer_remove_all_memory(buffer);
  gst_buffer_unref(buffer);
}

void PooledBuffers::drop_ready() noexcept {
  while (GstBuffer* buffer = take_ready()) drop(buffer);
}

}  // namespace audioblocks
