// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/stream/open_block.h"

#include <cstring>
#include <utility>

#include "gst/element/output/clipping_meta.h"
#include "gst/input/audio_layout.h"

namespace audioblocks {

void OpenBlock::configure(const GstAudioInfo& info, std::size_t block_samples) noexcept {
  discard();
  info_ = info;
  block_samples_ = block_samples;
}

void OpenBlock::map(GstMapFlags flags) noexcept {
  // It is one readable memory, and ours alone where it is written: this cannot fail.
  if (buffer_ != nullptr) gst_memory_map(gst_buffer_peek_memory(buffer_, 0), &map_, flags);
}

void OpenBlock::unmap() noexcept {
  if (map_.memory != nullptr) gst_memory_unmap(map_.memory, &map_);
  map_ = GstMapInfo{};
}

void OpenBlock::begin(GstBuffer* buffer) noexcept {
  buffer_ = buffer;
  begun_ = true;
  gap_samples_ = 0;
  gaps_.clear();
  set_fill(0);
  if (buffer_ != nullptr) describe_planes(block_samples_, block_samples_);
  map(GST_MAP_WRITE);
}

void OpenBlock::begin_whole(GstBuffer* buffer) noexcept {
  buffer_ = buffer;
  begun_ = true;
  gap_samples_ = GST_BUFFER_FLAG_IS_SET(buffer, GST_BUFFER_FLAG_GAP) ? block_samples_ : 0;
  set_fill(block_samples_);
  describe_planes(block_samples_, block_samples_);
  map(GST_MAP_READ);
}

void OpenBlock::append(RawInput& input, std::size_t from, std::size_t count, bool gap) noexcept {
  if (buffer_ != nullptr) input.copy(from, count, map_.data, block_samples_, fill());
  if (gap) mark_gap(count);
  set_fill(fill() + count);
}

void OpenBlock::append_silence(std::size_t count) noexcept {
  if (buffer_ != nullptr) fill_silence(fill(), count);
  mark_gap(count);
  set_fill(fill() + count);
}

/// The next `count` samples.
void OpenBlock::mark_gap(std::size_t count) noexcept {
  gaps_.mark(fill(), count);
  gap_samples_ += count;
}

void OpenBlock::fill_silence(std::size_t from, std::size_t count) noexcept {
  if (!is_planar(info_)) {
    const std::size_t frame = bytes_per_frame(info_);
    gst_audio_format_info_fill_silence(info_.finfo, map_.data + from * frame, count * frame);
    return;
  }
  const std::size_t width = bytes_per_value(info_);
  for (std::size_t channel = 0; channel < channels_of(info_); ++channel)
    gst_audio_format_info_fill_silence(
        info_.finfo, map_.data + (channel * block_samples_ + from) * width, count * width);
}

void OpenBlock::pad() noexcept {
  if (buffer_ == nullptr) return;
  fill_silence(fill(), room());
  add_clipping_meta(buffer_, room());
}

void OpenBlock::shorten() noexcept {
  if (buffer_ == nullptr) return;
  const std::size_t samples = fill();
  if (is_planar(info_)) {
    const std::size_t width = bytes_per_value(info_);
    for (std::size_t channel = 1; channel < channels_of(info_); ++channel)
      std::memmove(map_.data + channel * samples * width,
                   map_.data + channel * block_samples_ * width, samples * width);
    describe_planes(samples, samples);
  }
  unmap();
  gst_buffer_set_size(buffer_, static_cast<gssize>(samples * bytes_per_frame(info_)));
}

void OpenBlock::describe_planes(std::size_t samples, std::size_t plane_samples) noexcept {
  if (!is_planar(info_)) return;
  GstAudioMeta* meta = gst_buffer_get_audio_meta(buffer_);
  meta->samples = samples;
  for (std::size_t channel = 0; channel < channels_of(info_); ++channel)
    meta->offsets[channel] = channel * plane_samples * bytes_per_value(info_);
}

GstBuffer* OpenBlock::take() noexcept {
  unmap();
  begun_ = false;
  set_fill(0);
  return std::exchange(buffer_, nullptr);
}

GstBuffer* OpenBlock::take_as_input() noexcept {
  if (fill() == 0 || buffer_ == nullptr) {
    discard();
    return nullptr;
  }
  shorten();
  return take();
}

void OpenBlock::discard() noexcept {
  GstBuffer* buffer = take();
  if (buffer != nullptr) gst_buffer_unref(buffer);
}

}  // namespace audioblocks
