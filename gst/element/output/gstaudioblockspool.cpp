// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/gstaudioblockspool.h"

#include <utility>

#include "gst/base/debug_category.h"
#include "gst/element/output/pool_record.h"
#include "gst/element/output/pooled_buffers.h"

using audioblocks::MemoryBudget;
using audioblocks::PooledBuffers;
using audioblocks::PoolFormat;
using audioblocks::PoolRecord;
using audioblocks::PoolUsage;

struct _GstAudioBlocksPool {
  GstBufferPool parent;
  PooledBuffers* buffers;
};

G_DEFINE_FINAL_TYPE(GstAudioBlocksPool, gst_audio_blocks_pool, GST_TYPE_BUFFER_POOL)

namespace {

PooledBuffers& buffers_of(GstBufferPool* base) { return *GST_AUDIO_BLOCKS_POOL(base)->buffers; }

GstFlowReturn pool_acquire(GstBufferPool* base, GstBuffer** buffer, GstBufferPoolAcquireParams*) {
  if (GST_BUFFER_POOL_IS_FLUSHING(base)) return GST_FLOW_FLUSHING;
  *buffer = buffers_of(base).take();
  return *buffer != nullptr ? GST_FLOW_OK : GST_FLOW_EOS;
}

gboolean remove_unpooled(GstBuffer*, GstMeta** meta, gpointer) {
  if (!GST_META_FLAG_IS_SET(*meta, GST_META_FLAG_POOLED)) *meta = nullptr;
  return TRUE;
}

/// Unlike the base class's, leaves the size of the memory to PoolRecord::restore().
void pool_reset(GstBufferPool*, GstBuffer* buffer) {
  GST_BUFFER_FLAGS(buffer) &= GST_BUFFER_FLAG_TAG_MEMORY;
  GST_BUFFER_PTS(buffer) = GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION(buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_OFFSET(buffer) = GST_BUFFER_OFFSET_END(buffer) = GST_BUFFER_OFFSET_NONE;
  gst_buffer_foreach_meta(buffer, remove_unpooled, nullptr);
}

void pool_release(GstBufferPool* base, GstBuffer* buffer) { buffers_of(base).give_back(buffer); }

gboolean pool_start(GstBufferPool* base) { return buffers_of(base).start() ? TRUE : FALSE; }

gboolean pool_stop(GstBufferPool* base) {
  buffers_of(base).close();
  return TRUE;
}

bool activate(GstAudioBlocksPool* pool, const PoolFormat& format) {
  GstStructure* config = gst_buffer_pool_get_config(GST_BUFFER_POOL(pool));
  gst_buffer_pool_config_set_params(config, format.caps, static_cast<guint>(format.block_bytes()),
                                    static_cast<guint>(pool->buffers->blocks()),
                                    static_cast<guint>(pool->buffers->max_blocks()));
  return gst_buffer_pool_set_config(GST_BUFFER_POOL(pool), config) != FALSE &&
         gst_buffer_pool_set_active(GST_BUFFER_POOL(pool), TRUE) != FALSE;
}

}  // namespace

static void gst_audio_blocks_pool_finalize(GObject* object) {
  delete GST_AUDIO_BLOCKS_POOL(object)->buffers;
  G_OBJECT_CLASS(gst_audio_blocks_pool_parent_class)->finalize(object);
}

static void gst_audio_blocks_pool_class_init(GstAudioBlocksPoolClass* klass) {
  G_OBJECT_CLASS(klass)->finalize = gst_audio_blocks_pool_finalize;
  auto* pool_class = GST_BUFFER_POOL_CLASS(klass);
  pool_class->acquire_buffer = pool_acquire;
  pool_class->reset_buffer = pool_reset;
  pool_class->release_buffer = pool_release;
  pool_class->start = pool_start;
  pool_class->stop = pool_stop;
}

/* gst_audio_blocks_pool_new() gives it its buffers, which may be refused their memory. */
static void gst_audio_blocks_pool_init(GstAudioBlocksPool* pool) { pool->buffers = nullptr; }

GstAudioBlocksPool* gst_audio_blocks_pool_new(const PoolFormat& format,
                                              std::shared_ptr<MemoryBudget> budget,
                                              std::shared_ptr<PoolUsage> usage,
                                              std::size_t blocks) {
  auto buffers = std::make_unique<PooledBuffers>(format, std::move(budget), std::move(usage));
  if (!buffers->prepare(blocks)) return nullptr;
  auto* pool =
      GST_AUDIO_BLOCKS_POOL(g_object_ref_sink(g_object_new(GST_TYPE_AUDIO_BLOCKS_POOL, nullptr)));
  pool->buffers = buffers.release();
  if (activate(pool, format)) return pool;
  gst_object_unref(pool);
  return nullptr;
}

void gst_audio_blocks_pool_close(GstAudioBlocksPool* pool) { pool->buffers->close(); }

void gst_audio_blocks_pool_grow(GstAudioBlocksPool* pool) {
  const bool grown = pool->buffers->grow();
  GST_DEBUG_OBJECT(pool, "%d blocks%s", pool->buffers->size(), grown ? "" : ", the limit");
}

gboolean gst_audio_blocks_pool_is_low(GstAudioBlocksPool* pool) {
  return pool->buffers->is_low() ? TRUE : FALSE;
}

gint gst_audio_blocks_pool_get_size(GstAudioBlocksPool* pool) { return pool->buffers->size(); }

gint gst_audio_blocks_pool_get_free(GstAudioBlocksPool* pool) { return pool->buffers->ready(); }

void gst_audio_blocks_pool_adopt(GstBuffer* block, GstBuffer* input) {
  PoolRecord::adopt(block, input);
}
