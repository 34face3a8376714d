// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/input/raw_input.h"

#include <cstring>
#include <utility>

#include "gst/input/audio_layout.h"

namespace audioblocks {

RawInput::Fault RawInput::check(GstBuffer* buffer, const GstAudioInfo& info) noexcept {
  const std::size_t size = gst_buffer_get_size(buffer);
  if (!is_planar(info))
    return size % bytes_per_frame(info) == 0 ? Fault::none : Fault::partial_sample;
  if (size == 0) return Fault::none;
  const GstAudioMeta* meta = gst_buffer_get_audio_meta(buffer);
  if (meta == nullptr) return Fault::no_audio_meta;
  if (GST_AUDIO_INFO_CHANNELS(&meta->info) != GST_AUDIO_INFO_CHANNELS(&info))
    return Fault::out_of_bounds;
  if (meta->samples > size / bytes_per_value(info)) return Fault::out_of_bounds;
  const std::size_t plane = meta->samples * bytes_per_value(info);
  for (std::size_t channel = 0; channel < channels_of(info); ++channel)
    if (meta->offsets[channel] > size - plane) return Fault::out_of_bounds;
  return Fault::none;
}

std::size_t RawInput::samples_in(GstBuffer* buffer, const GstAudioInfo& info) noexcept {
  const std::size_t size = gst_buffer_get_size(buffer);
  if (size == 0) return 0;
  const GstAudioMeta* planes = is_planar(info) ? gst_buffer_get_audio_meta(buffer) : nullptr;
  return planes != nullptr ? planes->samples : size / bytes_per_frame(info);
}

RawInput::RawInput(GstBuffer* buffer, const GstAudioInfo& info) noexcept
    : buffer_(buffer), info_(info) {
  if (is_planar(info)) planes_ = gst_buffer_get_audio_meta(buffer);
  samples_ = samples_in(buffer, info);
  // To map the memory itself is cheaper than to map the buffer, which holds it anyway.
  mapped_ = gst_buffer_n_memory(buffer) == 1 &&
            gst_memory_map(gst_buffer_peek_memory(buffer, 0), &map_, GST_MAP_READ) != FALSE;
}

RawInput::~RawInput() {
  unmap();
  gst_clear_buffer(&buffer_);
}

void RawInput::unmap() noexcept {
  if (mapped_) gst_memory_unmap(map_.memory, &map_);
  mapped_ = false;
}

GstBuffer* RawInput::release() noexcept {
  unmap();
  return std::exchange(buffer_, nullptr);
}

void RawInput::copy_bytes(std::size_t from, guint8* to, std::size_t bytes) noexcept {
  if (mapped_)
    std::memcpy(to, map_.data + from, bytes);
  else
    gst_buffer_extract(buffer_, from, to, bytes);
}

void RawInput::copy(std::size_t from, std::size_t count, guint8* block, std::size_t block_samples,
                    std::size_t at) noexcept {
  if (planes_ == nullptr) {
    const std::size_t frame = bytes_per_frame(info_);
    copy_bytes(from * frame, block + at * frame, count * frame);
    return;
  }
  const std::size_t width = bytes_per_value(info_);
  for (std::size_t channel = 0; channel < channels_of(info_); ++channel)
    copy_bytes(planes_->offsets[channel] + from * width,
               block + (channel * block_samples + at) * width, count * width);
}

bool RawInput::is_block(std::size_t block_samples) const noexcept {
  if (!mapped_ || samples_ != block_samples) return false;
  if (GST_MEMORY_IS_NO_SHARE(gst_buffer_peek_memory(buffer_, 0))) return false;
  if (planes_ == nullptr) return true;
  const std::size_t plane = block_samples * bytes_per_value(info_);
  const std::size_t channels = channels_of(info_);
  if (map_.size != plane * channels) return false;
  for (std::size_t channel = 0; channel < channels; ++channel)
    if (planes_->offsets[channel] != channel * plane) return false;
  return true;
}

}  // namespace audioblocks
