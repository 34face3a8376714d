// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/input/channel_rings.h"

#include <algorithm>
#include <new>

namespace audioblocks {

bool ChannelRings::prepare(MemoryBudget& budget, std::size_t channels, std::size_t block_samples,
                           std::size_t blocks) noexcept {
  channels_ = 0;
  rings_.reset(new (std::nothrow) Ring[channels]);
  if (rings_ == nullptr) return false;
  for (Ring& ring : std::span(rings_.get(), channels))
    if (!ring.prepare(budget, block_samples, blocks)) return false;
  channels_ = channels;
  return true;
}

std::size_t ChannelRings::read(SampleReader& reader, const guint8* block, std::size_t first,
                               std::size_t count) noexcept {
  std::array<float*, BufferConstants::max_channels> targets;
  for (std::size_t channel = 0; channel < channels_; ++channel)
    targets[channel] = rings_[channel].writable().data();
  const std::size_t unusable = reader.read(block, first, count, {targets.data(), channels_});
  for (Ring& ring : rings()) ring.commit(count);
  return unusable;
}

void ChannelRings::append_silence(std::size_t count) noexcept {
  for (Ring& ring : rings()) {
    std::ranges::fill(ring.writable().first(count), 0.0F);
    ring.commit(count);
  }
}

void ChannelRings::pad() noexcept {
  for (Ring& ring : rings()) ring.pad();
}

ChannelRings::Block ChannelRings::block() noexcept {
  for (std::size_t channel = 0; channel < channels_; ++channel)
    block_[channel] = rings_[channel].block();
  return {block_.data(), channels_};
}

void ChannelRings::pop() noexcept {
  for (Ring& ring : rings()) ring.pop();
}

void ChannelRings::clear() noexcept {
  for (Ring& ring : rings()) ring.clear();
}

}  // namespace audioblocks
