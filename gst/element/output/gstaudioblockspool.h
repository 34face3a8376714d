// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstddef>
#include <memory>

#include "gst/base/gst_ptr.h"
#include "gst/element/output/pool_format.h"
#include "gst/element/output/pool_usage.h"
#include "src/memory/memory_budget.h"

G_BEGIN_DECLS

#define GST_TYPE_AUDIO_BLOCKS_POOL (gst_audio_blocks_pool_get_type())
G_DECLARE_FINAL_TYPE(GstAudioBlocksPool, gst_audio_blocks_pool, GST, AUDIO_BLOCKS_POOL,
                     GstBufferPool)

G_END_DECLS

/// A pool of whole blocks, each with a pooled block meta and a place for a level meta (and a pooled
/// GstAudioMeta where the layout is planar). Acquiring and releasing take no lock and allocate
/// nothing; an empty pool answers GST_FLOW_EOS at once instead of waiting. It starts with `blocks`
/// blocks, or a quarter of the memory if that is less. NULL if the memory is refused,
/// std::bad_alloc if that of its own bookkeeping is. The pool is active.
GstAudioBlocksPool* gst_audio_blocks_pool_new(const audioblocks::PoolFormat& format,
                                              std::shared_ptr<audioblocks::MemoryBudget> budget,
                                              std::shared_ptr<audioblocks::PoolUsage> usage,
                                              std::size_t blocks);

/// Gives back what memory it can, the rest as the blocks that are out come back. (The base class
/// does not stop a pool before all have.) Waits for a growth that is under way; none comes after.
void gst_audio_blocks_pool_close(GstAudioBlocksPool* pool);

/// Adds as many blocks as there are, or as many as the budget allows, and wakes who waits for one.
/// One thread at a time (the helper thread); the others go on meanwhile.
void gst_audio_blocks_pool_grow(GstAudioBlocksPool* pool);

/// TRUE if few blocks are left, and growing could help.
gboolean gst_audio_blocks_pool_is_low(GstAudioBlocksPool* pool);

/// Blocks that exist, and those of them that wait in the pool.
gint gst_audio_blocks_pool_get_size(GstAudioBlocksPool* pool);
gint gst_audio_blocks_pool_get_free(GstAudioBlocksPool* pool);

/// Puts the input's one memory in the place of the block's own, by reference, until the block comes
/// back. A pooled input is kept that long, so that its pool gets it back whole. Takes `input`.
void gst_audio_blocks_pool_adopt(GstBuffer* block, GstBuffer* input);

namespace audioblocks {

using PoolPtr = ObjectPtr<GstAudioBlocksPool>;

}  // namespace audioblocks
