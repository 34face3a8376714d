// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/tools/input/channel_mean.h"

#include <algorithm>
#include <cmath>

#include "gst/base/raw_format.h"

namespace audioblocks::tool {

namespace {

/// Values unpacked at a time: the scratch stays in the cache.
constexpr std::size_t slice_values = 4096;
/// Full scale of unpacked integers.
constexpr double integer_full_scale = 2147483648.0;

/// Adds up the channels that lie side by side.
template <typename Unpacked>
void sum_up(const Unpacked* unpacked, std::size_t count, std::size_t interleaved,
            std::vector<double>& sums) {
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t channel = 0; channel < interleaved; ++channel) {
      const auto value = static_cast<double>(unpacked[i * interleaved + channel]);
      if (std::isfinite(value)) sums[i] += value;
    }
  }
}

}  // namespace

ChannelMean::ChannelMean(const GstAudioInfo& info)
    : info_(info),
      is_integer_(GST_AUDIO_FORMAT_INFO_IS_INTEGER(info.finfo)),
      channels_(static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info))),
      slice_samples_(std::max<std::size_t>(1, slice_values / channels_)),
      unpacked_(slice_samples_ * channels_),
      sums_(slice_samples_) {}

void ChannelMean::mix(const GstAudioBuffer& audio, float* mixed) {
  for (std::size_t first = 0; first < audio.n_samples; first += slice_samples_)
    mix_slice(audio, first, std::min(slice_samples_, audio.n_samples - first), mixed + first);
}

void ChannelMean::mix_slice(const GstAudioBuffer& audio, std::size_t first, std::size_t count,
                            float* mixed) {
  std::ranges::fill(sums_, 0.0);
  const std::size_t interleaved = channels_ / static_cast<std::size_t>(audio.n_planes);
  for (int plane = 0; plane < audio.n_planes; ++plane)
    add(audio.planes[plane], first, count, interleaved);
  // Sums of up to 64 integers of 32 bits are exact in a double.
  const double divisor = static_cast<double>(channels_) * (is_integer_ ? integer_full_scale : 1.0);
  for (std::size_t i = 0; i < count; ++i) mixed[i] = static_cast<float>(sums_[i] / divisor);
}

void ChannelMean::add(const void* plane, std::size_t first, std::size_t count,
                      std::size_t interleaved) {
  const auto value_bytes = static_cast<std::size_t>(info_.finfo->width) / 8;
  const auto* packed = static_cast<const guint8*>(plane) + first * interleaved * value_bytes;
  if (is_integer_) {
    auto* unpacked = reinterpret_cast<gint32*>(unpacked_.data());
    unpack_integers(*info_.finfo, packed, count * interleaved, unpacked);
    sum_up(unpacked, count, interleaved, sums_);
  } else {
    unpack_floats(*info_.finfo, packed, count * interleaved, unpacked_.data());
    sum_up(unpacked_.data(), count, interleaved, sums_);
  }
}

}  // namespace audioblocks::tool
