// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/pitchscope/block_listener.h"

#include <algorithm>

#include "gst/input/audio_layout.h"
#include "src/dsp/kernels.h"

namespace audioblocks::scope {

BlockListener::BlockListener(GstObject* element, const Settings& settings, MemoryBudget& budget,
                             Trace& trace, Reading& reading) noexcept
    : budget_(budget),
      trace_(trace),
      reading_(reading),
      analyst_({element, settings, steady_clock()}, budget) {}

bool BlockListener::prepare(const GstAudioInfo& info) noexcept {
  channels_ = 0;
  rate_ = GST_AUDIO_INFO_RATE(&info);
  frame_bytes_ = bytes_per_frame(info);
  const std::size_t channels = channels_of(info);
  bool ready = reader_.prepare(info, block_samples, budget_) &&
               mix_.allocate(budget_, MemoryKind::scratch, block_samples) &&
               analyst_.prepare(block_samples, rate_, channels);
  for (std::size_t i = 0; ready && i < channels; ++i)
    ready = rings_[i].prepare(budget_, block_samples, BufferConstants::ring_blocks);
  if (ready) channels_ = channels;
  return ready;
}

void BlockListener::listen(const guint8* data, std::size_t count) noexcept {
  while (count > 0 && channels_ > 0) {
    const std::size_t now = std::min(count, block_samples - rings_[0].fill());
    take(data, now);
    if (data != nullptr) data += now * frame_bytes_;
    count -= now;
    if (rings_[0].has_block()) analyze(block_samples);
  }
}

void BlockListener::take(const guint8* data, std::size_t count) noexcept {
  std::array<float*, BufferConstants::max_channels> targets{};
  std::ranges::transform(rings(), targets.begin(),
                         [](Ring& ring) { return ring.writable().data(); });
  if (data != nullptr) {
    reader_.read(data, 0, count, {targets.data(), channels_});
  } else {
    for (float* target : std::span(targets).first(channels_)) std::fill_n(target, count, 0.0F);
  }
  for (Ring& ring : rings()) ring.commit(count);
}

void BlockListener::analyze(std::size_t valid_samples) noexcept {
  std::array<std::span<const float>, BufferConstants::max_channels> blocks;
  std::ranges::transform(rings(), blocks.begin(), [](const Ring& ring) { return ring.block(); });
  result_.position.valid_samples = static_cast<gint>(valid_samples);
  analyst_.analyze({blocks.data(), channels_}, result_);
  trace_.append(mix().first(valid_samples), result_.analysis);
  reading_.update(result_.analysis, static_cast<double>(valid_samples) / rate_);
  for (Ring& ring : rings()) ring.pop();
}

std::span<const float> BlockListener::mix() noexcept {
  if (channels_ == 1) return rings_[0].block();
  std::ranges::fill(mix_.span(), 0.0F);
  const float share = 1.0F / static_cast<float>(channels_);
  for (const Ring& ring : rings())
    kernels::add_scaled(ring.block().data(), share, block_samples, mix_.data());
  return mix_.span();
}

void BlockListener::finish() noexcept {
  if (channels_ == 0) return;
  const std::size_t valid = rings_[0].fill();
  if (valid == 0) return;
  for (Ring& ring : rings()) ring.pad();
  analyze(valid);
}

void BlockListener::clear() noexcept {
  for (Ring& ring : rings()) ring.clear();
}

}  // namespace audioblocks::scope
