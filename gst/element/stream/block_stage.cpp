// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/block_stage.h"

#include <algorithm>
#include <new>
#include <utility>

#include "gst/input/audio_layout.h"

namespace audioblocks {

namespace {

using Constants = BufferConstants;

constexpr std::size_t share(std::size_t whole, std::size_t divisor) {
  return std::max<std::size_t>(1, whole / divisor);
}

}  // namespace

BlockStage::BlockStage(const AnalystContext& context, BufferMetrics& metrics,
                       std::shared_ptr<MemoryBudget> budget) noexcept
    : context_(context), metrics_(metrics), budget_(std::move(budget)) {}

BlockStage::~BlockStage() {
  if (pool_ == nullptr) return;
  gst_audio_blocks_pool_close(pool_.get());
  gst_buffer_pool_set_active(GST_BUFFER_POOL(pool_.get()), FALSE);
}

bool BlockStage::prepare(const Plan& plan, std::shared_ptr<PoolUsage> usage) {
  info_ = plan.format.info;
  channels_ = channels_of(info_);
  block_samples_ = plan.format.block_samples;
  if (!plan.worker && !(rings_.prepare(*budget_, channels_, block_samples_,
                                       share(Constants::ring_blocks, plan.divisor)) &&
                        prepare_analyst()))
    return false;
  if (!reader_.prepare(info_, block_samples_, *budget_)) return false;
  pool_.reset(gst_audio_blocks_pool_new(plan.format, budget_, std::move(usage),
                                        share(Constants::initial_pool_blocks, plan.divisor)));
  return pool_ != nullptr && prepare_queue(plan);
}

bool BlockStage::prepare_analyst() {
  analyst_.reset(new (std::nothrow) BlockAnalyst(context_, *budget_));
  return analyst_ != nullptr &&
         analyst_->prepare(block_samples_, GST_AUDIO_INFO_RATE(&info_), channels_);
}

bool BlockStage::prepare_queue(const Plan& plan) {
  queue_ = std::make_shared<HelperQueue>(metrics_, pool_.get());
  const std::size_t depth =
      plan.worker ? Constants::block_queue_depth : Constants::result_queue_depth;
  return queue_->prepare(*budget_, share(depth, plan.divisor)) &&
         (!plan.worker || queue_->prepare_samples(*budget_, context_, info_, block_samples_));
}

void BlockStage::begin(bool reads, float* slot) noexcept {
  reads_ = reads;
  unusable_ = 0;
  slot_ = slot;
  slot_fill_ = 0;
}

/// Worker mode: where the next samples of each channel go.
SampleReader::Targets BlockStage::slot_targets(Pointers& pointers) const noexcept {
  for (std::size_t channel = 0; channel < channels_; ++channel)
    pointers[channel] = slot_ + channel * block_samples_ + slot_fill_;
  return {pointers.data(), channels_};
}

void BlockStage::read(const guint8* block, std::size_t first, std::size_t count) noexcept {
  if (!reads_) return;
  if (is_inline()) {
    unusable_ += rings_.read(reader_, block, first, count);
    return;
  }
  Pointers pointers;
  unusable_ += reader_.read(block, first, count, slot_targets(pointers));
  slot_fill_ += count;
}

void BlockStage::read_silence(std::size_t count) noexcept {
  if (!reads_) return;
  if (is_inline()) {
    rings_.append_silence(count);
    return;
  }
  Pointers pointers;
  for (float* target : slot_targets(pointers)) std::fill_n(target, count, 0.0F);
  slot_fill_ += count;
}

void BlockStage::pad() noexcept {
  if (!reads_) return;
  if (is_inline())
    rings_.pad();
  else
    read_silence(block_samples_ - slot_fill_);
}

std::uint64_t BlockStage::analyze(BlockResult& result) noexcept {
  result.analysis.has_level = result.analysis.has_spectrum = result.analysis.has_pitch = false;
  if (!reads_ || !is_inline()) return 0;
  const std::uint64_t processing = analyst_->analyze(rings_.block(), result);
  rings_.pop();
  return processing;
}

void BlockStage::clear() noexcept {
  rings_.clear();
  reads_ = false;
}

}  // namespace audioblocks
