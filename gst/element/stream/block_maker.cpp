// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/block_maker.h"

#include "gst/base/debug_category.h"
#include "gst/element/output/gstaudioblockmeta.h"
#include "gst/element/output/level_meta.h"
#include "gst/element/output/meta_copy.h"

namespace audioblocks {

namespace {

/// What the base class answers the POSITION query with; it would set it only for what it pushes.
void note_position(GstSegment& segment, const BlockPosition& position) noexcept {
  if (segment.format == GST_FORMAT_TIME) segment.position = position.timestamp + position.duration;
}

}  // namespace

// ---- begin ----

/// A buffer for the block that begins; NULL: it is dropped. Begins its result, too.
GstFlowReturn BlockMaker::acquire(GstBuffer** buffer) {
  const GstFlowReturn flow = outlet_.acquire(buffer);
  if (flow == GST_FLOW_OK) begin_result(*buffer != nullptr);
  return flow;
}

/// Decides whether the block that begins is analysed, and at an anchor how its run is tracked.
void BlockMaker::begin_result(bool has_buffer) noexcept {
  const Negotiated& negotiated = context_.negotiated;
  const bool wanted = has_buffer && context_.settings.analyses.load(std::memory_order_relaxed) != 0;
  wants_level_ = context_.settings.audio_level_meta.load(std::memory_order_relaxed);
  BlockResult& result = outlet_.slot();
  if (!run_.steady()) decide_tracking();
  result.tracking = tracking();
  if (result.tracking.notes) result.times = {run_.clock(), context_.transform->segment};
  result.position = run_.position(context_.transform->segment, negotiated);
  const bool late = negotiated.may_skip() &&
                    context_.workload.skips(result.position.running_time, context_.counts.load(),
                                            result.position.duration);
  result.quality = context_.workload.quality();
  result.skipped = wanted && late;
  result.to_analyze = wanted && !late && negotiated.worker;
  result.epoch = context_.counts.epoch();
  stage().begin(wanted && !late, result.samples);
}

/// For a run that begins.
void BlockMaker::decide_tracking() noexcept {
  const Settings& settings = context_.settings;
  tracking_ = {.lag = static_cast<guint16>(settings.track_lag.load(std::memory_order_relaxed)),
               .notes = settings.notes.load(std::memory_order_relaxed),
               .live = context_.negotiated.live};
}

/// Begins a block with the metas of `input`, which may be NULL, unless one is begun.
GstFlowReturn BlockMaker::begin(GstBuffer* input) {
  if (open_.begun()) return GST_FLOW_OK;
  GstBuffer* buffer = nullptr;
  const GstFlowReturn flow = acquire(&buffer);
  if (flow != GST_FLOW_OK) return flow;
  if (buffer != nullptr && input != nullptr) copy_metas(input, buffer, {.level = !wants_level_});
  open_.begin(buffer);
  return GST_FLOW_OK;
}

// ---- fill ----

GstFlowReturn BlockMaker::append(RawInput& input, std::size_t from, std::size_t count, bool gap) {
  const GstFlowReturn flow = begin(input.buffer());
  if (flow != GST_FLOW_OK) return flow;
  const std::size_t first = open_.fill();
  open_.append(input, from, count, gap);
  read(first, count, gap);
  return arrived();
}

GstFlowReturn BlockMaker::append_whole(RawInput& input) {
  GstBuffer* buffer = nullptr;
  const GstFlowReturn flow = acquire(&buffer);
  if (flow != GST_FLOW_OK) return flow;
  const bool gap = input.is_gap();
  const std::size_t samples = input.samples();
  const bool lends_memory = buffer != nullptr && input.is_exclusive();
  if (buffer != nullptr) {
    copy_metas(input.buffer(), buffer,
               {.samples = true, .memory = lends_memory, .level = !wants_level_});
    gst_buffer_copy_into(buffer, input.buffer(), GST_BUFFER_COPY_FLAGS, 0, static_cast<gsize>(-1));
  }
  if (lends_memory) {
    gst_audio_blocks_pool_adopt(buffer, input.release());
    open_.begin_whole(buffer);
  } else {
    open_.begin(buffer);
    open_.append(input, 0, samples, gap);
  }
  read(0, samples, gap);
  return arrived();
}

GstFlowReturn BlockMaker::append_silence(std::size_t count) {
  const GstFlowReturn flow = begin(nullptr);
  if (flow != GST_FLOW_OK) return flow;
  open_.append_silence(count);
  stage().read_silence(count);
  return arrived();
}

void BlockMaker::read(std::size_t first, std::size_t count, bool gap) noexcept {
  if (gap)
    stage().read_silence(count);
  else
    stage().read(open_.data(), first, count);
}

/// Samples were added; sends the block if it is complete.
GstFlowReturn BlockMaker::arrived() {
  context_.state.samples_arrived();
  if (open_.room() > 0) return GST_FLOW_OK;
  context_.state.block_ready();
  return finish(RunEnd::run);
}

// ---- finish ----

GstFlowReturn BlockMaker::finish(RunEnd end) {
  if (open_.dropped()) {
    drop();
    return GST_FLOW_OK;
  }
  // 1. A partial block is padded or cut short.
  const std::size_t valid = open_.fill();
  const std::size_t length = complete_partial(end);
  // 2. The analysis completes the result.
  BlockResult& result = outlet_.slot();
  result.position.valid_samples = static_cast<gint>(valid);
  result.position.gap_samples = static_cast<gint>(open_.gap_samples());
  if (length < context_.negotiated.block_samples)
    result.position.duration = run_.duration_of(length);
  const std::uint64_t processing = stage().analyze(result);
  // 3. The buffer gets its times, its flags and the result.
  GstBuffer* buffer = open_.take();
  stamp(buffer, result.position);
  block_meta_write(buffer, result);
  if (wants_level_ && result.analysis.has_level) level_meta_write(buffer, result.analysis);
  // 4. The run goes on behind the block.
  run_.advance(valid);
  note_position(context_.transform->segment, result.position);
  step_size(result.position.duration);
  // 5. Block and result leave.
  return outlet_.send({buffer, length, stage().unusable(), processing});
}

bool BlockMaker::shortens(RunEnd end) const noexcept {
  const PartialBlock how = context_.settings.partial_block.load();
  return context_.plays_backwards() || how == PartialBlock::shorten ||
         (how == PartialBlock::automatic && end == RunEnd::run);
}

/// Returns how many samples the block then has.
std::size_t BlockMaker::complete_partial(RunEnd end) noexcept {
  const std::size_t valid = open_.fill();
  if (open_.room() == 0) return valid;
  stage().pad();
  if (shortens(end)) {
    open_.shorten();
    return valid;
  }
  open_.pad();
  return context_.negotiated.block_samples;
}

void BlockMaker::stamp(GstBuffer* buffer, const BlockPosition& position) const noexcept {
  GST_BUFFER_PTS(buffer) = position.timestamp;
  GST_BUFFER_DTS(buffer) = GST_CLOCK_TIME_NONE;
  GST_BUFFER_DURATION(buffer) = position.duration;
  GST_BUFFER_OFFSET(buffer) = position.start_sample;
  GST_BUFFER_OFFSET_END(buffer) =
      position.start_sample + static_cast<guint64>(position.valid_samples);
  GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_DISCONT);
  GST_BUFFER_FLAG_UNSET(buffer, GST_BUFFER_FLAG_GAP);
  // The stream's very first block, too, whose result has discont FALSE.
  if (run_.discont()) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
  if (position.gap_samples == position.valid_samples)
    GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_GAP);
}

/// Has the block size negotiated that would help, or the one that there was before.
void BlockMaker::step_size(GstClockTime duration) noexcept {
  if (!context_.negotiated.may_skip() ||
      !context_.settings.adaptive.load(std::memory_order_relaxed))
    return;
  const std::size_t samples = context_.workload.wish_size(duration);
  if (samples == 0) return;
  GST_INFO_OBJECT(context_.transform, "wishes for blocks of %" G_GSIZE_FORMAT " samples", samples);
  gst_base_transform_reconfigure_src(context_.transform);
}

/// The block in the making has no buffer: only its samples are counted.
void BlockMaker::drop() noexcept {
  const std::size_t samples = open_.fill();
  open_.discard();
  outlet_.drop(samples);
  run_.advance(samples);
  run_.lose();
}

GstBuffer* BlockMaker::take_as_input(GapMap& gaps) noexcept {
  if (open_.dropped()) drop();
  gaps = open_.gaps();
  return open_.take_as_input();
}

void BlockMaker::discard() noexcept {
  open_.discard();
  if (context_.stage.get() != nullptr) stage().clear();
}

}  // namespace audioblocks
