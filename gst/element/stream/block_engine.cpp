// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/block_engine.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

#include "gst/base/debug_category.h"
#include "gst/element/output/gstaudioblockmeta.h"
#include "gst/element/output/meta_copy.h"
#include "gst/element/stream/stream_errors.h"
#include "gst/input/segment_clip.h"

namespace audioblocks {

namespace {

/// After this long a streaming thread that waits says so.
constexpr std::chrono::milliseconds patience{2000};
/// Where a policy evicts, the end of the stream waits this long for the helper thread.
constexpr std::chrono::milliseconds delivery_limit{1000};

bool is_gap(const RawInput& input) noexcept {
  return GST_BUFFER_FLAG_IS_SET(input.buffer(), GST_BUFFER_FLAG_GAP);
}

}  // namespace

bool BlockEngine::start(std::shared_ptr<MemoryBudget> budget) {
  try {
    const std::lock_guard lock(stage_mutex_);
    usage_ = std::make_shared<PoolUsage>();
  } catch (const std::bad_alloc&) {
    return false;
  }
  budget_ = std::move(budget);
  first_ = discont_ = true;
  epoch_ = at_.metrics.epoch();
  schedule_.start();
  workload_.restart();
  timeline_.end_run();
  flushing_ = stopped_ = false;
  return true;
}

void BlockEngine::stop() noexcept {
  flush();
  replace_stage(nullptr);
  negotiated_ = Negotiated{};
  open_.configure(GstAudioInfo{}, 0);
}

bool BlockEngine::configure(const Negotiated& negotiated, GstCaps* caps) {
  const bool same_format = negotiated_.block_samples > 0 &&
                           gst_audio_info_is_equal(&negotiated.info, &negotiated_.info) != FALSE;
  if (same_format && open_.dropped()) finish_dropped();
  if (same_format && carry_ == nullptr) {
    carry_gaps_ = open_.gaps();
    carry_ = open_.take_as_input();
  }
  if (!same_format) {
    forget_pending();
    timeline_.configure(GST_AUDIO_INFO_RATE(&negotiated.info));
  }
  open_.configure(negotiated.info, negotiated.block_samples);
  // First, so that the budget need not hold two.
  replace_stage(nullptr);
  at_.helper.close();
  negotiated_ = negotiated;
  const PoolFormat format{caps, negotiated.info, negotiated.block_samples};
  if (!install_stage(make_stage_within_memory({.format = format, .worker = negotiated.worker})))
    return false;
  waited_in_vain_ = false;
  workload_.negotiated(negotiated.block_samples);
  return true;
}

void BlockEngine::abandon() noexcept {
  waited_in_vain_ = false;
  forget_pending();
  negotiated_ = Negotiated{};
}

std::unique_ptr<BlockStage> BlockEngine::make_stage(const BlockStage::Plan& plan) const {
  const AnalystContext context{GST_OBJECT_CAST(at_.transform), at_.settings, at_.clock};
  std::unique_ptr<BlockStage> stage(new (std::nothrow) BlockStage(context, at_.metrics, budget_));
  try {
    if (stage != nullptr && stage->prepare(plan, usage_)) return stage;
  } catch (const std::bad_alloc&) {
    GST_DEBUG_OBJECT(at_.transform, "no memory for a bookkeeping object");
  }
  return nullptr;
}

/// As large as the memory allows; null if not even the smallest fits.
std::unique_ptr<BlockStage> BlockEngine::make_stage_within_memory(BlockStage::Plan plan) {
  std::unique_ptr<BlockStage> stage = make_stage(plan);
  if (stage != nullptr) return stage;
  // What waits for the helper thread in the old size still has its memory.
  waited_in_vain_ = waited_in_vain_ || !wait_delivered();
  // Each attempt plans the transforms anew: none where the smallest is too large already.
  plan.divisor = BlockStage::max_divisor;
  if (make_stage(plan) == nullptr) return nullptr;
  for (plan.divisor = 1; stage == nullptr && plan.divisor <= BlockStage::max_divisor;
       plan.divisor *= 2)
    stage = make_stage(plan);
  return stage;
}

bool BlockEngine::install_stage(std::unique_ptr<BlockStage> stage) noexcept {
  if (stage == nullptr) return false;
  try {
    at_.helper.open(stage->queue(), negotiated_.lossless && !negotiated_.live);
  } catch (const std::bad_alloc&) {
    return false;
  }
  replace_stage(std::move(stage));
  return true;
}

void BlockEngine::replace_stage(std::unique_ptr<BlockStage> stage) noexcept {
  const std::lock_guard lock(stage_mutex_);
  stage_.swap(stage);
}

// ---- input ----

GstFlowReturn BlockEngine::push(GstBuffer* buffer) {
  const MemoryBudget::Steady steady(*budget_, block_index_ > 0);
  const RawInput::Fault fault = RawInput::check(buffer, negotiated_.info);
  if (fault != RawInput::Fault::none) {
    stream_errors::faulty_buffer(GST_ELEMENT_CAST(at_.transform), fault,
                                 gst_buffer_get_size(buffer), negotiated_.info);
    gst_buffer_unref(buffer);
    return GST_FLOW_ERROR;
  }
  take_reset();
  buffer = clip_buffer(buffer, at_.transform->segment, negotiated_.info);
  if (buffer == nullptr) return GST_FLOW_OK;
  RawInput input(buffer, negotiated_.info);
  if (input.samples() == 0) return GST_FLOW_OK;
  if (!input.readable()) {
    stream_errors::unreadable_buffer(GST_ELEMENT_CAST(at_.transform), input.samples());
    return GST_FLOW_ERROR;
  }

  GstFlowReturn flow = consume_carry();
  if (flow == GST_FLOW_OK)
    flow = start_run(GST_BUFFER_PTS(buffer), GST_BUFFER_IS_DISCONT(buffer), input.samples());
  if (flow != GST_FLOW_OK) return flow;
  BufferMetrics::Update(at_.metrics, epoch_).add(Counter::samples_in, input.samples());
  flow = consume(input, false);
  if (flow == GST_FLOW_OK && reverse()) flow = drain();
  return flow;
}

GstFlowReturn BlockEngine::push_gap(GstClockTime pts, GstClockTime duration) {
  if (!configured()) return GST_FLOW_OK;
  const MemoryBudget::Steady steady(*budget_, block_index_ > 0);
  take_reset();
  if (!clip_gap(at_.transform->segment, pts, duration)) return GST_FLOW_OK;
  GstFlowReturn flow = consume_carry();
  guint64 samples = timeline_.gap_samples(pts, duration, at_.settings.alignment_threshold.load());
  if (flow == GST_FLOW_OK) flow = start_run(pts, false, samples);
  if (flow != GST_FLOW_OK) return flow;
  BufferMetrics::Update(at_.metrics, epoch_).add(Counter::samples_in, samples);
  flow = consume_silence(samples);
  if (flow == GST_FLOW_OK && reverse()) flow = drain();
  return flow;
}

void BlockEngine::take_reset() noexcept {
  const std::uint64_t epoch = at_.metrics.epoch();
  if (epoch == epoch_) return;
  epoch_ = epoch;
  flush();
}

GstFlowReturn BlockEngine::start_run(GstClockTime pts, bool discont, guint64 samples) {
  if (timeline_.jumps(pts, discont, samples,
                      {.threshold = at_.settings.alignment_threshold.load(),
                       .wait = at_.settings.discont_wait.load()})) {
    const GstFlowReturn flow = drain();
    if (flow != GST_FLOW_OK) return flow;
    discont_ = true;
  }
  if (!timeline_.running()) {
    discont_ = discont_ || discont;
    if (discont_ && !first_)
      BufferMetrics::Update(at_.metrics, epoch_).add(Counter::discontinuities, 1);
    timeline_.anchor(pts);
    block_index_ = start_sample_ = 0;
  }
  timeline_.received(samples);
  return GST_FLOW_OK;
}

GstFlowReturn BlockEngine::consume_carry() {
  if (carry_ == nullptr) return GST_FLOW_OK;
  RawInput input(std::exchange(carry_, nullptr), negotiated_.info);
  return consume(input, true);
}

GstFlowReturn BlockEngine::consume(RawInput& input, bool is_carry) {
  if (!is_carry && !open_.begun() && input.is_block(negotiated_.block_samples))
    return consume_whole(input);
  for (std::size_t from = 0; from < input.samples();) {
    const GstFlowReturn begun = begin_block(&input, false);
    if (begun != GST_FLOW_OK) return begun;
    const std::size_t most = std::min(open_.room(), input.samples() - from);
    const std::size_t count = is_carry ? carry_gaps_.run(from, most) : most;
    append(input, from, count, is_carry ? carry_gaps_.is_gap(from) : is_gap(input));
    from += count;
    const GstFlowReturn flow = arrived();
    if (flow != GST_FLOW_OK) return flow;
  }
  return GST_FLOW_OK;
}

/// A gap's samples are passed on as they are, and analysed as the silence they stand for.
void BlockEngine::append(RawInput& input, std::size_t from, std::size_t count, bool gap) noexcept {
  const std::size_t at = open_.fill();
  open_.append(input, from, count, gap);
  if (!reading_) return;
  if (gap)
    stage_->read_silence(count);
  else
    unusable_ += stage_->read(open_.data(), at, count);
}

GstFlowReturn BlockEngine::consume_whole(RawInput& input) {
  const std::size_t samples = input.samples();
  const GstFlowReturn flow = begin_block(&input, true);
  if (flow != GST_FLOW_OK) return flow;
  if (open_.dropped()) {
    open_.append(input, 0, samples, is_gap(input));
  } else if (reading_) {
    if (open_.is_gap())
      stage_->read_silence(samples);
    else
      unusable_ += stage_->read(open_.data(), 0, samples);
  }
  return arrived();
}

GstFlowReturn BlockEngine::consume_silence(guint64 samples) {
  while (samples > 0) {
    if (must_not_wait()) return fail(GST_FLOW_FLUSHING);
    const GstFlowReturn begun = begin_block(nullptr, false);
    if (begun != GST_FLOW_OK) return begun;
    const auto count = static_cast<std::size_t>(std::min<guint64>(open_.room(), samples));
    open_.append_silence(count);
    samples -= count;
    if (reading_) stage_->read_silence(count);
    const GstFlowReturn flow = arrived();
    if (flow != GST_FLOW_OK) return flow;
  }
  return GST_FLOW_OK;
}

// ---- one block ----

/// Begins one, unless one is begun.
GstFlowReturn BlockEngine::begin_block(RawInput* input, bool whole) {
  if (open_.begun()) return GST_FLOW_OK;
  GstBuffer* block = nullptr;
  const GstFlowReturn flow = acquire(&block);
  if (flow != GST_FLOW_OK) return fail(flow);
  unusable_ = 0;
  stage_->begin();
  position_ = position();
  decide_reading(block == nullptr);
  const bool lends_memory = whole && block != nullptr && input->is_exclusive();
  if (block != nullptr && input != nullptr) {
    copy_metas(input->buffer(), block, {.samples = whole, .memory = lends_memory});
  }
  if (!whole || block == nullptr) {
    open_.begin(block);
    return GST_FLOW_OK;
  }
  gst_buffer_copy_into(block, input->buffer(), GST_BUFFER_COPY_FLAGS, 0, static_cast<gsize>(-1));
  if (lends_memory) {
    gst_audio_blocks_pool_adopt(stage_->pool(), block, input->release());
    open_.begin_whole(block);
  } else {
    open_.begin(block);
    open_.append(*input, 0, input->samples(), is_gap(*input));
  }
  return GST_FLOW_OK;
}

/// Whether the block that begins is to be analysed.
void BlockEngine::decide_reading(bool dropped) noexcept {
  const bool wanted = at_.settings.analyses.load(std::memory_order_relaxed) != 0;
  skipping_ = false;
  if (negotiated_.may_skip()) {
    const bool skips =
        workload_.skips(position_.running_time, at_.metrics.load(), position_.duration);
    skipping_ = skips && wanted && !dropped;
  }
  reading_ = wanted && !dropped && !skipping_;
}

/// Has the size negotiated that would help, or that it once was.
void BlockEngine::step_size(GstClockTime duration) noexcept {
  if (!negotiated_.may_skip() || !at_.settings.adaptive.load(std::memory_order_relaxed)) return;
  const std::size_t samples = workload_.wish_size(duration);
  if (samples == 0) return;
  GST_INFO_OBJECT(at_.transform, "wishes for blocks of %" G_GSIZE_FORMAT " samples", samples);
  gst_base_transform_reconfigure_src(at_.transform);
}

/// A buffer of the pool. Where the pool is empty and the policy evicts: NULL, the block is dropped.
GstFlowReturn BlockEngine::acquire(GstBuffer** buffer) {
  GstAudioBlocksPool* pool = stage_->pool();
  const GstFlowReturn flow = gst_buffer_pool_acquire_buffer(GST_BUFFER_POOL(pool), buffer, nullptr);
  if (gst_audio_blocks_pool_is_low(pool) != FALSE) at_.helper.request_growth();
  if (flow != GST_FLOW_EOS) return flow;
  BufferMetrics::Update(at_.metrics, epoch_).add(Counter::overruns, 1);
  at_.state.overflowed();
  return negotiated_.lossless ? wait_for_block(buffer) : GST_FLOW_OK;
}

GstFlowReturn BlockEngine::wait_for_block(GstBuffer** buffer) {
  GstAudioBlocksPool* pool = stage_->pool();
  const auto ready = [this, pool] {
    if (gst_audio_blocks_pool_is_low(pool) != FALSE) {
      at_.helper.request_growth();
      at_.helper.call();
    }
    return gst_audio_blocks_pool_get_free(pool) > 0;
  };
  if (!wait_until(usage_->wait_point, ready, true)) return GST_FLOW_FLUSHING;
  return gst_buffer_pool_acquire_buffer(GST_BUFFER_POOL(pool), buffer, nullptr);
}

/// False if a flush or a change of state ended the wait.
template <typename Ready>
bool BlockEngine::wait_until(WaitPoint& wait_point, Ready ready, bool complain) {
  const auto ended = [this, &ready] { return must_not_wait() || ready(); };
  while (!wait_point.wait_for(patience, ended)) {
    if (!std::exchange(complain, false)) continue;
    tell_waiting();
  }
  return !must_not_wait();
}

/// A lossless pipeline has waited for a block for too long.
void BlockEngine::tell_waiting() const {
  GstAudioBlocksPool* pool = stage_->pool();
  const stream_errors::Shortage shortage{gst_audio_blocks_pool_get_size(pool), budget_->limit()};
  if (gst_audio_blocks_pool_is_low(pool) != FALSE)
    stream_errors::waiting_for_helper(GST_ELEMENT_CAST(at_.transform), shortage);
  else
    stream_errors::waiting_for_downstream(GST_ELEMENT_CAST(at_.transform), shortage);
}

/// Samples were added to the block in the making; pushes it where it is complete.
GstFlowReturn BlockEngine::arrived() {
  at_.state.samples_arrived();
  note_fill();
  if (open_.room() > 0) return GST_FLOW_OK;
  at_.state.block_ready();
  return finish_block();
}

GstFlowReturn BlockEngine::finish_block() {
  if (open_.dropped()) return finish_dropped();
  const std::size_t valid = open_.fill();
  const std::size_t length = complete_partial() ? valid : negotiated_.block_samples;
  BlockResult& result = at_.helper.slot();
  const std::uint64_t processing = fill_result(result, valid, length);
  GstBuffer* buffer = open_.take();
  note_fill();
  stamp(buffer, result.position);
  block_meta_write(buffer, result);
  advance(valid);
  note_position(result.position);
  const bool urgent = schedule_.pass(result);
  const bool told = urgent || is_told(result);
  step_size(result.position.duration);
  if (told && !wait_for_room()) {
    gst_buffer_unref(buffer);
    return fail(GST_FLOW_FLUSHING);
  }
  // Before anybody is told of it.
  count_block(result, length, processing);
  if (told)
    publish(urgent);
  else
    at_.helper.pass();
  at_.state.block_taken();
  const GstFlowReturn flow = gst_pad_push(GST_BASE_TRANSFORM_SRC_PAD(at_.transform), buffer);
  return flow < GST_FLOW_OK ? fail(flow) : GST_FLOW_OK;
}

/// Brings a partial block to its end; true if that made it shorter.
bool BlockEngine::complete_partial() {
  if (open_.room() == 0) return false;
  const bool shorten = reverse() || at_.settings.partial_block.load() == PartialBlock::shorten;
  if (shorten)
    open_.shorten();
  else
    open_.pad();
  if (reading_) stage_->pad();
  return shorten;
}

/// Gives the time that the analysis took.
std::uint64_t BlockEngine::fill_result(BlockResult& result, std::size_t valid,
                                       std::size_t length) noexcept {
  result.position = position_;
  result.position.valid_samples = static_cast<gint>(valid);
  if (length < negotiated_.block_samples)
    result.position.duration =
        timeline_.time_of(start_sample_ + length) - result.position.timestamp;
  result.analysis.has_level = result.analysis.has_spectrum = result.analysis.has_pitch = false;
  result.epoch = epoch_;
  result.to_analyze = reading_ && negotiated_.worker;
  result.skipped = skipping_;
  result.quality = workload_.quality();
  return reading_ && !negotiated_.worker ? stage_->analyze(result) : 0;
}

void BlockEngine::count_block(const BlockResult& result, std::size_t length,
                              std::uint64_t processing) noexcept {
  const auto valid = static_cast<std::size_t>(result.position.valid_samples);
  const guint64 duration = result.position.duration;
  BufferMetrics::Update update(at_.metrics, epoch_);
  update.add(Counter::blocks, 1);
  update.add(Counter::samples_out, length);
  // The helper thread counts what reaches it: a block that is evicted before is that alone.
  update.add(Counter::blocks_skipped, skipping_ && !negotiated_.worker ? 1 : 0);
  update.add(Counter::samples_padded, length - valid);
  update.add(Counter::nonfinite_samples, unusable_);
  if (result.position.analyzed != FALSE) {
    update.add(Counter::blocks_analyzed, 1);
    update.processed(processing, duration);
  } else {
    update.elapsed(duration);
  }
}

/// Of the block in the making, if it becomes a whole one.
BlockPosition BlockEngine::position() const noexcept {
  const GstSegment& segment = at_.transform->segment;
  BlockPosition position;
  position.timestamp = timeline_.time_of(start_sample_);
  position.duration =
      timeline_.time_of(start_sample_ + negotiated_.block_samples) - position.timestamp;
  if (segment.format == GST_FORMAT_TIME) {
    position.stream_time =
        gst_segment_to_stream_time(&segment, GST_FORMAT_TIME, position.timestamp);
    // Reverse running time counts from the stop, which a careless upstream may leave out.
    if (segment.rate > 0.0 || GST_CLOCK_TIME_IS_VALID(segment.stop))
      position.running_time =
          gst_segment_to_running_time(&segment, GST_FORMAT_TIME, position.timestamp);
  }
  position.block_index = block_index_;
  position.start_sample = start_sample_;
  position.block_samples = static_cast<gint>(negotiated_.block_samples);
  position.valid_samples = position.block_samples;
  position.rate = GST_AUDIO_INFO_RATE(&negotiated_.info);
  position.channels = GST_AUDIO_INFO_CHANNELS(&negotiated_.info);
  position.discont = discont_ && !first_ ? TRUE : FALSE;
  return position;
}

void BlockEngine::stamp(GstBuffer* buffer, const BlockPosition& position) const noexcept {
  GST_BUFFER_PTS(buffer) = position.timestamp;
  GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION(buffer) = position.duration;
  GST_BUFFER_OFFSET(buffer) = position.start_sample;
  GST_BUFFER_OFFSET_END(buffer) =
      position.start_sample + static_cast<guint64>(position.valid_samples);
  GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_DISCONT);
  GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_GAP);
  if (discont_) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
  if (open_.is_gap()) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_GAP);
}

/// What the base class answers the POSITION query with; it would set it only for what it pushes.
void BlockEngine::note_position(const BlockPosition& position) const noexcept {
  GstSegment& segment = at_.transform->segment;
  if (segment.format == GST_FORMAT_TIME) segment.position = position.timestamp + position.duration;
}

/// False if nobody would hear of the result, not even of its peak in a later message. Only a
/// lossless pipeline asks; in others it stays in the queue for who comes to listen meanwhile. In
/// worker mode the helper thread counts each block.
bool BlockEngine::is_told(const BlockResult& result) const {
  return !negotiated_.lossless || negotiated_.worker || schedule_.keeps(result) ||
         at_.helper.listened();
}

/// A lossless pipeline waits for a place in the queue; false if a flush ended the wait.
bool BlockEngine::wait_for_room() {
  HelperThread& helper = at_.helper;
  if (!negotiated_.lossless || !helper.full()) return true;
  BufferMetrics::Update(at_.metrics, epoch_).add(Counter::overruns, 1);
  at_.state.overflowed();
  return wait_until(helper.wait_point(), [&helper] { return !helper.full(); }, false);
}

/// Hands the filled result to the helper thread.
void BlockEngine::publish(bool urgent) {
  HelperThread& helper = at_.helper;
  if (!helper.publish(urgent)) return;
  const BlockResult& evicted = helper.slot();
  {
    BufferMetrics::Update update(at_.metrics, epoch_);
    update.add(Counter::overruns, 1);
    // Before a reset, its block was not counted since.
    if (evicted.epoch == epoch_) {
      update.add(Counter::evicted_results, 1);
      update.add(Counter::evicted_samples, static_cast<guint64>(evicted.position.valid_samples));
    }
  }
  at_.state.overflowed();
}

GstFlowReturn BlockEngine::finish_dropped() {
  const std::size_t samples = open_.fill();
  open_.discard();
  note_fill();
  {
    BufferMetrics::Update update(at_.metrics, epoch_);
    update.add(Counter::dropped_blocks, 1);
    update.add(Counter::evicted_samples, samples);
  }
  at_.helper.lost(samples);
  advance(samples);
  discont_ = true;
  return GST_FLOW_OK;
}

void BlockEngine::advance(std::size_t valid) noexcept {
  start_sample_ += valid;
  ++block_index_;
  first_ = discont_ = false;
}

// ---- ends ----

GstFlowReturn BlockEngine::drain() {
  if (!configured()) return GST_FLOW_OK;
  take_reset();
  GstFlowReturn flow = consume_carry();
  if (flow == GST_FLOW_OK && open_.fill() > 0) {
    at_.state.drain();
    flow = finish_block();
    at_.state.cleared();
  }
  timeline_.end_run();
  return flow;
}

void BlockEngine::forget_pending() noexcept {
  open_.discard();
  gst_clear_buffer(&carry_);
  if (stage_ != nullptr) stage_->clear();
  timeline_.end_run();
  note_fill();
  at_.state.cleared();
}

void BlockEngine::flush() noexcept {
  forget_pending();
  discont_ = true;
}

/// The flow is broken: what is pending can go nowhere.
GstFlowReturn BlockEngine::fail(GstFlowReturn flow) noexcept {
  flush();
  return flow;
}

// ---- any thread ----

void BlockEngine::set_flushing(bool flushing) noexcept {
  flushing_ = flushing;
  if (flushing) wake_waiters();
}

void BlockEngine::unlock() noexcept {
  stopped_ = true;
  wake_waiters();
}

void BlockEngine::wake_waiters() noexcept {
  usage()->wait_point.notify();
  at_.helper.wait_point().notify();
}

bool BlockEngine::wait_delivered() {
  HelperThread& helper = at_.helper;
  if (helper.is_current_thread()) return false;
  helper.call();
  const auto done = [this, &helper] { return must_not_wait() || helper.idle(); };
  if (!negotiated_.lossless) return helper.wait_point().wait_for(delivery_limit, done);
  while (!helper.wait_point().wait_for(patience, done)) GST_DEBUG_OBJECT(at_.transform, "waiting");
  return true;
}

void BlockEngine::grow_pool() {
  PoolPtr pool;
  {
    const std::lock_guard lock(stage_mutex_);
    if (stage_ == nullptr) return;
    pool.reset(GST_AUDIO_BLOCKS_POOL(gst_object_ref(stage_->pool())));
  }
  const gboolean grown = gst_audio_blocks_pool_grow(pool.get());
  GST_DEBUG_OBJECT(at_.transform, "output pool: %d blocks%s",
                   gst_audio_blocks_pool_get_size(pool.get()), grown != FALSE ? "" : ", the limit");
  usage()->wait_point.notify();
}

BlockEngine::Sizes BlockEngine::sizes() {
  const std::lock_guard lock(stage_mutex_);
  if (stage_ == nullptr) return {};
  return {gst_audio_blocks_pool_get_size(stage_->pool()), stage_->ring_samples(),
          stage_->queue()->exchange().depth()};
}

std::shared_ptr<PoolUsage> BlockEngine::usage() {
  const std::lock_guard lock(stage_mutex_);
  return usage_;
}

}  // namespace audioblocks
