// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/input/sample_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gst/base/raw_format.h"
#include "gst/input/audio_layout.h"

namespace audioblocks {

namespace {

constexpr std::size_t chunk = BufferConstants::chunk_samples;

/// True for what a float can hold in full precision, and for zero.
bool is_usable(double value) noexcept {
  const double magnitude = std::fabs(value);
  return (magnitude >= double{std::numeric_limits<float>::min()} &&
          magnitude <= double{std::numeric_limits<float>::max()}) ||
         magnitude == 0.0;
}

/// The formats that nearly all audio is in need no intermediate step; nullptr for the others.
SampleReader::DirectConversion direct_conversion(GstAudioFormat format) noexcept {
  switch (format) {
    case GST_AUDIO_FORMAT_S16:
      return kernels::from_s16;
    case GST_AUDIO_FORMAT_S32:
      return kernels::from_s32;
    case GST_AUDIO_FORMAT_F32:
      return kernels::from_f32;
    default:
      return nullptr;
  }
}

const std::byte* as_bytes(const guint8* data) noexcept {
  return reinterpret_cast<const std::byte*>(data);
}

}  // namespace

bool SampleReader::prepare(const GstAudioInfo& info, std::size_t block_samples,
                           MemoryBudget& budget) noexcept {
  kernels::prepare();
  info_ = info;
  block_samples_ = block_samples;
  is_float_ = GST_AUDIO_FORMAT_INFO_IS_FLOAT(info.finfo);
  convert_directly_ = direct_conversion(GST_AUDIO_INFO_FORMAT(&info));
  const std::size_t channels = channels_of(info);
  return unpacked_.allocate(budget, MemoryKind::scratch, chunk * channels * sizeof(gdouble));
}

std::size_t SampleReader::read(const guint8* block, std::size_t first, std::size_t count,
                               Targets targets) noexcept {
  if (is_planar(info_)) return read_planes(block, first, count, targets);
  const std::size_t frame = bytes_per_frame(info_);
  return read_interleaved(block + first * frame, count, targets);
}

std::size_t SampleReader::read_interleaved(const guint8* samples, std::size_t count,
                                           Targets targets) noexcept {
  const std::size_t frame = bytes_per_frame(info_);
  if (is_direct(samples, count * targets.size())) {
    for (std::size_t channel = 0; channel < targets.size(); ++channel)
      convert_directly_(
          {.frames = as_bytes(samples), .channels = targets.size(), .channel = channel}, count,
          targets[channel]);
    return 0;
  }
  std::size_t unusable = 0;
  for (std::size_t done = 0; done < count; done += chunk) {
    const std::size_t now = std::min(chunk, count - done);
    unpack(samples + done * frame, now * targets.size());
    for (std::size_t channel = 0; channel < targets.size(); ++channel)
      convert(targets.size(), channel, now, targets[channel] + done);
    unusable += count_unusable(now);
  }
  return unusable;
}

std::size_t SampleReader::read_planes(const guint8* block, std::size_t first, std::size_t count,
                                      Targets targets) noexcept {
  const std::size_t width = bytes_per_value(info_);
  const auto plane = [&](std::size_t channel) {
    return block + (channel * block_samples_ + first) * width;
  };
  std::size_t direct = 0;
  while (direct < targets.size() && is_direct(plane(direct), count)) ++direct;
  if (direct == targets.size()) {
    for (std::size_t channel = 0; channel < targets.size(); ++channel)
      convert_directly_({.frames = as_bytes(plane(channel))}, count, targets[channel]);
    return 0;
  }
  std::size_t unusable = 0;
  for (std::size_t done = 0; done < count; done += chunk) {
    const std::size_t now = std::min(chunk, count - done);
    for (std::size_t channel = 0; channel < targets.size(); ++channel) {
      unpack(plane(channel) + done * width, now);
      convert(1, 0, now, targets[channel] + done);
    }
    unusable += count_unusable(now);
  }
  return unusable;
}

/// What is unusable has to be counted sample by sample, the other way.
bool SampleReader::is_direct(const guint8* data, std::size_t values) const noexcept {
  return convert_directly_ != nullptr &&
         (!is_float_ || kernels::are_usable(as_bytes(data), values));
}

void SampleReader::unpack(const guint8* data, std::size_t values) noexcept {
  const GstAudioFormatInfo& format = *info_.finfo;
  if (!is_float_)
    unpack_integers(format, data, values, reinterpret_cast<gint32*>(unpacked_.data()));
  else
    unpack_floats(format, data, values, reinterpret_cast<gdouble*>(unpacked_.data()));
}

void SampleReader::convert(std::size_t channels, std::size_t channel, std::size_t count,
                           float* out) noexcept {
  if (!is_float_) {
    kernels::from_s32({.frames = unpacked_.data(), .channels = channels, .channel = channel}, count,
                      out);
    return;
  }
  const auto* in = reinterpret_cast<const gdouble*>(unpacked_.data()) + channel;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = in[i * channels];
    const bool usable = is_usable(value);
    out[i] = usable ? static_cast<float>(value) : 0.0F;
    unusable_[i] = static_cast<guint8>(unusable_[i] | static_cast<guint8>(!usable));
  }
}

std::size_t SampleReader::count_unusable(std::size_t count) noexcept {
  if (!is_float_) return 0;
  std::size_t unusable = 0;
  for (std::size_t i = 0; i < count; ++i) unusable += unusable_[i];
  std::fill_n(unusable_, count, guint8{0});
  return unusable;
}

}  // namespace audioblocks
