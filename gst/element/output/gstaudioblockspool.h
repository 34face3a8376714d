// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <atomic>
#include <cstddef>
#include <memory>

#include "src/memory/memory_budget.h"
#include "src/threads/wait_point.h"

namespace audioblocks {

/// How many blocks are out, over all pools of one run of the element. Any thread.
struct PoolUsage {
  std::atomic<gint> in_use{0};
  std::atomic<gint> peak{0};

  /// Told after a block came back.
  WaitPoint wait_point;

  void acquired() noexcept;
  /// The peak becomes the current value.
  void reset_peak() noexcept;
};

/// What a pool is made for.
struct PoolFormat {
  GstCaps* caps = nullptr;  // borrowed
  GstAudioInfo info{};
  std::size_t block_samples = 0;

  [[nodiscard]] std::size_t block_bytes() const noexcept {
    return block_samples * static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info));
  }
};

}  // namespace audioblocks

G_BEGIN_DECLS

#define GST_TYPE_AUDIO_BLOCKS_POOL (gst_audio_blocks_pool_get_type())
G_DECLARE_FINAL_TYPE(GstAudioBlocksPool, gst_audio_blocks_pool, GST, AUDIO_BLOCKS_POOL,
                     GstBufferPool)

G_END_DECLS

/// A pool of whole blocks, each with a pooled block meta (and a pooled GstAudioMeta where the
/// layout is planar). Acquiring and releasing take no lock and allocate nothing; an empty pool
/// answers GST_FLOW_EOS at once instead of waiting. It starts with `blocks` blocks, or a quarter of
/// the memory if that is less. NULL if the memory is refused, std::bad_alloc if that of its own
/// bookkeeping is. The pool is active.
GstAudioBlocksPool* gst_audio_blocks_pool_new(
    const audioblocks::PoolFormat& format, const std::shared_ptr<audioblocks::MemoryBudget>& budget,
    std::shared_ptr<audioblocks::PoolUsage> usage, std::size_t blocks);

/// Gives back what memory it can, the rest as the blocks that are out come back. (The base class
/// does not stop a pool before all have.) Waits for a growth that is under way; none comes after.
void gst_audio_blocks_pool_close(GstAudioBlocksPool* pool);

/// Adds as many blocks as there are, as the budget allows; FALSE when it allows none. One thread at
/// a time (the helper thread); the others go on meanwhile.
gboolean gst_audio_blocks_pool_grow(GstAudioBlocksPool* pool);

/// TRUE if few blocks are left and growing could help.
gboolean gst_audio_blocks_pool_is_low(GstAudioBlocksPool* pool);

/// Blocks that exist, and those of them that wait in the pool.
gint gst_audio_blocks_pool_get_size(GstAudioBlocksPool* pool);
gint gst_audio_blocks_pool_get_free(GstAudioBlocksPool* pool);

/// Puts the input's one memory in the place of the block's own, by reference, until the block comes
/// back. A pooled input is kept that long, so that its pool gets it back whole. Takes `input`.
void gst_audio_blocks_pool_adopt(GstAudioBlocksPool* pool, GstBuffer* block, GstBuffer* input);
