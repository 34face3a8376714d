// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/helper/helper_queue.h"

#include <new>

#include "gst/input/audio_layout.h"

namespace audioblocks {

bool HelperQueue::prepare_samples(MemoryBudget& budget, const AnalystContext& context,
                                  const GstAudioInfo& info, std::size_t block_samples) noexcept {
  const std::size_t channels = channels_of(info);
  const std::size_t area = channels * block_samples;
  if (!samples_.allocate(budget, MemoryKind::exchange, exchange_.slots() * area)) return false;
  analyst_.reset(new (std::nothrow) BlockAnalyst(context, budget));
  if (analyst_ == nullptr ||
      !analyst_->prepare(block_samples, GST_AUDIO_INFO_RATE(&info), channels))
    return false;
  float* next = samples_.data();
  exchange_.for_each_slot([&next, area](BlockResult& result) {
    result.samples = next;
    next += area;
  });
  return true;
}

BlockResult* HelperQueue::take() noexcept {
  BlockResult* result = exchange_.take();
  if (result == nullptr) return nullptr;
  lost_before_ = exchange_.taken_sequence() != next_sequence_;
  next_sequence_ = exchange_.taken_sequence() + 1;
  return result;
}

bool HelperQueue::take_run_end() noexcept {
  std::uint64_t end = run_end_.load();
  // Another end may come meanwhile; it then stays for the next call.
  const bool is_over = end != no_run_end && end <= next_sequence_ &&
                       run_end_.compare_exchange_strong(end, no_run_end);
  return is_over && end == next_sequence_;
}

void HelperQueue::analyze(BlockResult& result) noexcept {
  if (result.samples == nullptr) return;
  std::uint64_t processing = 0;
  if (result.to_analyze) {
    const auto channels = static_cast<std::size_t>(result.position.channels);
    const auto length = static_cast<std::size_t>(result.position.block_samples);
    std::array<std::span<const float>, BufferConstants::max_channels> blocks;
    for (std::size_t channel = 0; channel < channels; ++channel)
      blocks[channel] = {result.samples + channel * length, length};
    processing = analyst_->analyze(std::span(blocks).first(channels), result);
  }
  BufferMetrics::Update update(metrics_, result.epoch, BufferMetrics::Writer::helper);
  update.add(Counter::blocks_skipped, result.skipped ? 1 : 0);
  if (result.position.analyzed != FALSE) {
    update.add(Counter::blocks_analyzed, 1);
    update.processed(processing, result.position.duration);
  } else {
    update.elapsed(result.position.duration);
  }
}

}  // namespace audioblocks
