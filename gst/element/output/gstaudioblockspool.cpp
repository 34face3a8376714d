// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/output/gstaudioblockspool.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <new>
#include <utility>

#include "gst/element/output/gstaudioblockmeta.h"
#include "src/memory/buffer_pool.h"

using audioblocks::BufferPool;
using audioblocks::MemoryBudget;
using audioblocks::PoolFormat;
using audioblocks::PoolUsage;

void PoolUsage::acquired() noexcept {
  const gint now = in_use.fetch_add(1, std::memory_order_relaxed) + 1;
  gint highest = peak.load(std::memory_order_relaxed);
  while (highest < now && !peak.compare_exchange_weak(highest, now, std::memory_order_relaxed)) {
  }
}

void PoolUsage::reset_peak() noexcept {
  peak.store(0);
  // Raised again by whoever is counted meanwhile, or here.
  const gint now = in_use.load();
  gint highest = 0;
  while (highest < now && !peak.compare_exchange_weak(highest, now)) {
  }
}

namespace {

/// More blocks than this are never made, however small they are: the queue of ready ones has a
/// fixed size, so that giving one back never allocates.
constexpr std::size_t max_pool_blocks = 65536;

/// The memory of one block, as long as a GstMemory refers to it.
struct Lease {
  std::shared_ptr<BufferPool> blocks;
  std::byte* data;
};

void lease_end(gpointer data) {
  auto* lease = static_cast<Lease*>(data);
  lease->blocks->release(lease->data);
  delete lease;
}

/// What a buffer of the pool is given back with, attached to it for life.
struct Record {
  GstMemory* own = nullptr;     // the block's memory, one reference
  GstBuffer* parent = nullptr;  // the pooled input whose memory stands in for it
  GstMemory* lent = nullptr;    // that memory, one reference; the input itself has none meanwhile
  bool tagged = false;          // the input's GST_BUFFER_FLAG_TAG_MEMORY, before
};

/// The input gets its memory back and goes. Before that the block must have let go of it: where a
/// memory lies in two buffers, GStreamer allocates.
void return_input(Record* record) {
  if (record->parent == nullptr) return;
  gst_buffer_append_memory(record->parent, std::exchange(record->lent, nullptr));
  // It is the memory its pool knows.
  if (!record->tagged) GST_BUFFER_FLAG_UNSET(record->parent, GST_BUFFER_FLAG_TAG_MEMORY);
  gst_clear_buffer(&record->parent);
}

void record_free(gpointer data) {
  auto* record = static_cast<Record*>(data);
  return_input(record);
  gst_memory_unref(record->own);
  delete record;
}

GQuark record_quark() {
  static const GQuark quark = g_quark_from_static_string("audioblocks-pool-record");
  return quark;
}

Record* record_of(GstBuffer* buffer) {
  return static_cast<Record*>(
      gst_mini_object_get_qdata(GST_MINI_OBJECT_CAST(buffer), record_quark()));
}

}  // namespace

struct _GstAudioBlocksPool {
  GstBufferPool parent;
  struct State* state;
};

struct State {
  PoolFormat format;
  std::shared_ptr<MemoryBudget> budget;
  std::shared_ptr<BufferPool> blocks;
  std::shared_ptr<PoolUsage> usage;
  std::size_t max_blocks = 0;
  GstAtomicQueue* ready = nullptr;
  std::atomic<gint> size{0};  // buffers that exist
  std::atomic<gint> free{0};  // buffers in `ready`
  std::atomic<bool> stopped{false};
  /// Held while the pool grows or stops; never to acquire or release.
  std::mutex growth_mutex;
  /// What the budget held when the pool could not grow; more than that: it can, as far as is known.
  std::atomic<std::size_t> exhausted_at{std::numeric_limits<std::size_t>::max()};
};

G_DEFINE_FINAL_TYPE(GstAudioBlocksPool, gst_audio_blocks_pool, GST_TYPE_BUFFER_POOL)

namespace {

void make_ready(State* state, GstBuffer* buffer) {
  gst_atomic_queue_push(state->ready, buffer);
  state->free.fetch_add(1, std::memory_order_release);
}

GstBuffer* take_ready(State* state) {
  auto* buffer = static_cast<GstBuffer*>(gst_atomic_queue_pop(state->ready));
  if (buffer != nullptr) state->free.fetch_sub(1, std::memory_order_relaxed);
  return buffer;
}

bool add_metas(State* state, GstBuffer* buffer) {
  if (!audioblocks::block_meta_add_pooled(buffer)) return false;
  if (GST_AUDIO_INFO_LAYOUT(&state->format.info) != GST_AUDIO_LAYOUT_NON_INTERLEAVED) return true;
  GstAudioMeta* meta =
      gst_buffer_add_audio_meta(buffer, &state->format.info, state->format.block_samples, nullptr);
  if (meta == nullptr) return false;
  audioblocks::meta_mark_pooled(reinterpret_cast<GstMeta*>(meta));
  return true;
}

GstMemory* wrap_block(State* state) {
  std::byte* data = state->blocks->acquire();
  if (data == nullptr) return nullptr;
  auto* lease = new (std::nothrow) Lease{state->blocks, data};
  if (lease == nullptr) {
    state->blocks->release(data);
    return nullptr;
  }
  const gsize bytes = state->format.block_bytes();
  return gst_memory_new_wrapped(static_cast<GstMemoryFlags>(0), data, bytes, 0, bytes, lease,
                                lease_end);
}

/// One new buffer into the queue; false when there is no block for it.
bool add_buffer(State* state) {
  GstMemory* memory = wrap_block(state);
  if (memory == nullptr) return false;
  auto* record = new (std::nothrow) Record{};
  if (record == nullptr) {
    gst_memory_unref(memory);
    return false;
  }
  GstBuffer* buffer = gst_buffer_new();
  record->own = gst_memory_ref(memory);
  gst_buffer_append_memory(buffer, memory);
  gst_mini_object_set_qdata(GST_MINI_OBJECT_CAST(buffer), record_quark(), record, record_free);
  if (!add_metas(state, buffer)) {
    gst_buffer_unref(buffer);
    return false;
  }
  GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_TAG_MEMORY);
  state->size.fetch_add(1);
  make_ready(state, buffer);
  return true;
}

gint add_buffers(State* state, std::size_t count) {
  gint added = 0;
  for (std::size_t i = 0; i < count && add_buffer(state); ++i) ++added;
  return added;
}

void drop_buffer(State* state, GstBuffer* buffer) {
  state->size.fetch_sub(1);
  gst_buffer_remove_all_memory(buffer);
  gst_buffer_unref(buffer);
}

void drop_ready(State* state) {
  while (GstBuffer* buffer = take_ready(state)) drop_buffer(state, buffer);
}

/// The block's own memory is the buffer's again; false if somebody else still looks at it.
bool restore_memory(GstBuffer* buffer, gsize bytes) {
  Record* record = record_of(buffer);
  const bool intact =
      gst_buffer_n_memory(buffer) == 1 && gst_buffer_peek_memory(buffer, 0) == record->own;
  if (!intact) {
    gst_buffer_remove_all_memory(buffer);
    return_input(record);
  }
  // One reference is the record's; the buffer's own counts only where it still holds it.
  const gint references = GST_MINI_OBJECT_REFCOUNT_VALUE(record->own);
  if (references != (intact ? 2 : 1)) return false;
  gsize offset = 0;
  gsize size = gst_memory_get_sizes(record->own, &offset, nullptr);
  if (offset != 0 || size != bytes)
    gst_memory_resize(record->own, -static_cast<gssize>(offset), bytes);
  if (!intact) gst_buffer_append_memory(buffer, gst_memory_ref(record->own));
  GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_TAG_MEMORY);
  return true;
}

GstFlowReturn pool_acquire(GstBufferPool* base, GstBuffer** buffer, GstBufferPoolAcquireParams*) {
  State* state = GST_AUDIO_BLOCKS_POOL(base)->state;
  if (GST_BUFFER_POOL_IS_FLUSHING(base)) return GST_FLOW_FLUSHING;
  *buffer = take_ready(state);
  if (*buffer == nullptr) return GST_FLOW_EOS;
  state->usage->acquired();
  return GST_FLOW_OK;
}

gboolean remove_unpooled(GstBuffer*, GstMeta** meta, gpointer) {
  if (!GST_META_FLAG_IS_SET(*meta, GST_META_FLAG_POOLED)) *meta = nullptr;
  return TRUE;
}

/// Unlike the base class's, leaves the size of the memory to restore_memory().
void pool_reset(GstBufferPool*, GstBuffer* buffer) {
  GST_BUFFER_FLAGS(buffer) &= GST_BUFFER_FLAG_TAG_MEMORY;
  GST_BUFFER_PTS(buffer) = GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION(buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_OFFSET(buffer) = GST_BUFFER_OFFSET_END(buffer) = GST_BUFFER_OFFSET_NONE;
  gst_buffer_foreach_meta(buffer, remove_unpooled, nullptr);
}

void pool_release(GstBufferPool* base, GstBuffer* buffer) {
  State* state = GST_AUDIO_BLOCKS_POOL(base)->state;
  state->usage->in_use.fetch_sub(1, std::memory_order_relaxed);
  if (state->stopped.load() || !restore_memory(buffer, state->format.block_bytes()))
    drop_buffer(state, buffer);
  else
    make_ready(state, buffer);
  // Stopped meanwhile: one of the two sees the other.
  if (state->stopped.load()) drop_ready(state);
  state->usage->wait_point.notify();
}

gboolean pool_start(GstBufferPool* base) {
  State* state = GST_AUDIO_BLOCKS_POOL(base)->state;
  return add_buffers(state, state->blocks->capacity()) > 0;
}

gboolean pool_stop(GstBufferPool* base) {
  gst_audio_blocks_pool_close(GST_AUDIO_BLOCKS_POOL(base));
  return TRUE;
}

/// `wanted`, or a quarter of the memory.
std::size_t initial_blocks(const MemoryBudget& budget, const PoolFormat& format,
                           std::size_t wanted) {
  const std::size_t quarter = budget.limit() / 4 / format.block_bytes();
  return std::max<std::size_t>(1, std::min(wanted, quarter));
}

bool configure(GstAudioBlocksPool* pool) {
  const State* state = pool->state;
  GstStructure* config = gst_buffer_pool_get_config(GST_BUFFER_POOL(pool));
  const auto initial = static_cast<guint>(state->blocks->capacity());
  gst_buffer_pool_config_set_params(config, state->format.caps,
                                    static_cast<guint>(state->format.block_bytes()), initial,
                                    static_cast<guint>(state->max_blocks));
  return gst_buffer_pool_set_config(GST_BUFFER_POOL(pool), config) != FALSE &&
         gst_buffer_pool_set_active(GST_BUFFER_POOL(pool), TRUE) != FALSE;
}

}  // namespace

static void gst_audio_blocks_pool_finalize(GObject* object) {
  State* state = GST_AUDIO_BLOCKS_POOL(object)->state;
  drop_ready(state);
  gst_atomic_queue_unref(state->ready);
  delete state;
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

/* gst_audio_blocks_pool_new() gives it its state, which may be refused its memory. */
static void gst_audio_blocks_pool_init(GstAudioBlocksPool* pool) { pool->state = nullptr; }

GstAudioBlocksPool* gst_audio_blocks_pool_new(const PoolFormat& format,
                                              const std::shared_ptr<MemoryBudget>& budget,
                                              std::shared_ptr<PoolUsage> usage,
                                              std::size_t blocks) {
  auto state = std::make_unique<State>();
  const std::size_t bytes = format.block_bytes();
  state->blocks = std::make_shared<BufferPool>();
  if (!state->blocks->prepare(budget, bytes, initial_blocks(*budget, format, blocks)))
    return nullptr;
  state->format = format;
  state->max_blocks = std::min(max_pool_blocks, budget->limit() / bytes + 1);
  state->ready = gst_atomic_queue_new(static_cast<guint>(state->max_blocks));
  state->budget = budget;
  state->usage = std::move(usage);
  auto* pool =
      GST_AUDIO_BLOCKS_POOL(g_object_ref_sink(g_object_new(GST_TYPE_AUDIO_BLOCKS_POOL, nullptr)));
  pool->state = state.release();
  if (configure(pool)) return pool;
  gst_object_unref(pool);
  return nullptr;
}

void gst_audio_blocks_pool_close(GstAudioBlocksPool* pool) {
  State* state = pool->state;
  const std::lock_guard lock(state->growth_mutex);
  state->stopped = true;
  drop_ready(state);
  state->blocks->retire();
}

gboolean gst_audio_blocks_pool_grow(GstAudioBlocksPool* pool) {
  State* state = pool->state;
  const std::lock_guard lock(state->growth_mutex);
  if (state->stopped.load()) return FALSE;
  const std::size_t blocks = state->blocks->capacity();
  const auto size = static_cast<std::size_t>(state->size.load());
  // First those whose memory came back alone, because somebody had kept it.
  const gint revived = add_buffers(state, blocks - std::min(blocks, size));
  if (revived > 0) return TRUE;
  const std::size_t more = state->blocks->grow(std::min(blocks, state->max_blocks - blocks));
  if (more > 0) return add_buffers(state, more) > 0 ? TRUE : FALSE;
  state->exhausted_at = state->budget->current();
  return FALSE;
}

gboolean gst_audio_blocks_pool_is_low(GstAudioBlocksPool* pool) {
  const State* state = pool->state;
  if (gst_audio_blocks_pool_get_free(pool) > state->size.load(std::memory_order_relaxed) / 4)
    return FALSE;
  // Where the last try failed there is something to grow by only after memory was given back, to
  // the budget or, a block's alone, to the pool.
  return state->budget->current() < state->exhausted_at.load(std::memory_order_relaxed) ||
         state->blocks->in_use() < state->blocks->capacity();
}

gint gst_audio_blocks_pool_get_size(GstAudioBlocksPool* pool) { return pool->state->size.load(); }

gint gst_audio_blocks_pool_get_free(GstAudioBlocksPool* pool) {
  return pool->state->free.load(std::memory_order_acquire);
}

void gst_audio_blocks_pool_adopt(GstAudioBlocksPool*, GstBuffer* block, GstBuffer* input) {
  GstMemory* memory = gst_memory_ref(gst_buffer_peek_memory(input, 0));
  const bool tagged = GST_BUFFER_FLAG_IS_SET(input, GST_BUFFER_FLAG_TAG_MEMORY);
  gst_buffer_remove_all_memory(block);
  gst_buffer_remove_all_memory(input);
  if (input->pool != nullptr) {
    Record* record = record_of(block);
    record->parent = input;
    record->lent = gst_memory_ref(memory);
    record->tagged = tagged;
  } else {
    gst_buffer_unref(input);
  }
  gst_buffer_append_memory(block, memory);
}
