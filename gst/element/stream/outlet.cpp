// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/outlet.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

#include "gst/base/debug_category.h"
#include "gst/element/stream/stream_errors.h"

namespace audioblocks {

namespace {

/// Where the policy evicts, the end of the stream waits this long for the helper thread.
constexpr std::chrono::milliseconds delivery_limit{1000};

}  // namespace

bool Outlet::open(std::shared_ptr<HelperQueue> queue) {
  const Negotiated& negotiated = context_.negotiated;
  try {
    context_.helper.open(std::move(queue), negotiated.lossless && !negotiated.live);
  } catch (const std::bad_alloc&) {
    return false;
  }
  return true;
}

GstFlowReturn Outlet::acquire(GstBuffer** buffer) {
  GstAudioBlocksPool* pool = context_.stage.get()->pool();
  const GstFlowReturn flow = gst_buffer_pool_acquire_buffer(GST_BUFFER_POOL(pool), buffer, nullptr);
  if (gst_audio_blocks_pool_is_low(pool) != FALSE) context_.helper.request_growth();
  if (flow != GST_FLOW_EOS) return flow;
  count_overrun();
  return context_.negotiated.lossless ? wait_for_block(buffer) : GST_FLOW_OK;
}

GstFlowReturn Outlet::wait_for_block(GstBuffer** buffer) {
  GstAudioBlocksPool* pool = context_.stage.get()->pool();
  HelperThread& helper = context_.helper;
  const auto ready = [pool, &helper] {
    if (gst_audio_blocks_pool_is_low(pool) != FALSE) {
      helper.request_growth();
      helper.call();
    }
    return gst_audio_blocks_pool_get_free(pool) > 0;
  };
  const std::shared_ptr<PoolUsage> usage = context_.stage.usage();
  if (!context_.gate.wait_until(usage->wait_point, ready, [this] { post_shortage(); }))
    return GST_FLOW_FLUSHING;
  return gst_buffer_pool_acquire_buffer(GST_BUFFER_POOL(pool), buffer, nullptr);
}

void Outlet::post_shortage() const {
  GstAudioBlocksPool* pool = context_.stage.get()->pool();
  GstElement* element = GST_ELEMENT_CAST(context_.transform);
  const stream_errors::Shortage shortage{gst_audio_blocks_pool_get_size(pool),
                                         context_.stage.budget().limit()};
  if (gst_audio_blocks_pool_is_low(pool) != FALSE)
    stream_errors::waiting_for_helper(element, shortage);
  else
    stream_errors::waiting_for_downstream(element, shortage);
}

GstFlowReturn Outlet::send(const FinishedBlock& block) {
  // 1. Who has to see the result, and how soon.
  BlockResult& result = slot();
  const bool urgent = schedule_.pass(result);
  const bool wanted = urgent || is_wanted(result);
  // 2. A place for it in the queue.
  if (wanted && !wait_for_room()) {
    gst_buffer_unref(block.buffer);
    return GST_FLOW_FLUSHING;
  }
  // 3. The metrics, before anybody hears of the block.
  count(block);
  // 4. The result leaves,
  if (wanted)
    publish(urgent);
  else
    context_.helper.pass();
  context_.state.block_taken();
  // 5. and the block.
  return std::min(gst_pad_push(GST_BASE_TRANSFORM_SRC_PAD(context_.transform), block.buffer),
                  GST_FLOW_OK);
}

/// False if nobody would hear of the result, not even of its peak in a later message. That is asked
/// in a lossless pipeline only, since it may wait; in others the result stays in the queue for
/// whoever comes to listen meanwhile. In worker mode the helper thread counts each block, and what
/// tracks a run has to see all of it.
bool Outlet::is_wanted(const BlockResult& result) const {
  return !context_.negotiated.lossless || context_.negotiated.worker || schedule_.keeps(result) ||
         result.tracking.any() || context_.helper.listened();
}

/// False if a flush or a change of state ended the wait.
bool Outlet::wait_for_room() {
  HelperThread& helper = context_.helper;
  if (!context_.negotiated.lossless || !helper.full()) return true;
  count_overrun();
  return context_.gate.wait_until(helper.wait_point(), [&helper] { return !helper.full(); }, [] {});
}

void Outlet::count(const FinishedBlock& block) noexcept {
  const BlockResult& result = slot();
  const auto valid = static_cast<std::size_t>(result.position.valid_samples);
  const guint64 duration = result.position.duration;
  BufferMetrics::Update update = context_.counts.update();
  context_.counts.settled(valid);
  update.add(Counter::blocks, 1);
  update.add(Counter::samples_out, block.length);
  // In worker mode the helper thread counts what reaches it: a block that is evicted before counts
  // as evicted alone.
  update.add(Counter::blocks_skipped, result.skipped && !context_.negotiated.worker ? 1 : 0);
  update.add(Counter::samples_padded, block.length - valid);
  update.add(Counter::nonfinite_samples, block.unusable);
  if (result.position.analyzed != FALSE) {
    update.add(Counter::blocks_analyzed, 1);
    update.processed(block.processing, duration);
  } else {
    update.elapsed(duration);
  }
}

void Outlet::count_overrun() noexcept {
  context_.counts.add(Counter::overruns, 1);
  context_.state.overflowed();
}

/// Hands slot() to the helper thread, and counts what was evicted for it.
void Outlet::publish(bool urgent) noexcept {
  if (!context_.helper.publish(urgent)) return;
  const BlockResult& evicted = slot();
  {
    BufferMetrics::Update update = context_.counts.update();
    update.add(Counter::overruns, 1);
    // The block of a result from before a reset does not count after it.
    if (evicted.epoch == context_.counts.epoch()) {
      update.add(Counter::evicted_results, 1);
      update.add(Counter::evicted_samples, static_cast<guint64>(evicted.position.valid_samples));
    }
  }
  context_.state.overflowed();
}

void Outlet::drop(std::size_t samples) noexcept {
  {
    BufferMetrics::Update update = context_.counts.update();
    context_.counts.settled(samples);
    update.add(Counter::dropped_blocks, 1);
    update.add(Counter::dropped_samples, samples);
    update.add(Counter::evicted_samples, samples);
  }
  context_.helper.lost(samples);
}

bool Outlet::wait_delivered() {
  HelperThread& helper = context_.helper;
  if (helper.is_current_thread()) return false;
  helper.call();
  const auto idle = [&helper] { return helper.idle(); };
  if (context_.negotiated.lossless) {
    context_.gate.wait_until(helper.wait_point(), idle, [this] {
      GST_DEBUG_OBJECT(context_.transform, "waiting for the helper thread");
    });
    return true;
  }
  return helper.wait_point().wait_for(
      delivery_limit, [this, &idle] { return context_.gate.must_not_wait() || idle(); });
}

}  // namespace audioblocks
