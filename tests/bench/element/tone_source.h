// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <cmath>
#include <cstddef>
#include <numbers>
#include <string>
#include <vector>

/// Buffers of 10 ms from a pool, interleaved F32LE at 48 kHz, each with the same harmonic tone in
/// all channels. Only the pool is prepared beforehand, as in a real source.
class ToneSource {
 public:
  static constexpr int rate = 48000;
  static constexpr int samples = 480;

  explicit ToneSource(int channels) : channels_(channels) {
    const double step = 2.0 * std::numbers::pi * 440.0 / rate;
    for (int i = 0; i < samples; ++i) {
      const double phase = step * static_cast<double>(i);
      const auto value = static_cast<float>(0.5 * std::sin(phase) + 0.2 * std::sin(3.0 * phase));
      tone_.insert(tone_.end(), static_cast<std::size_t>(channels), value);
    }
    GstStructure* config = gst_buffer_pool_get_config(pool_);
    gst_buffer_pool_config_set_params(config, nullptr, static_cast<guint>(bytes()), 4, 0);
    gst_buffer_pool_set_config(pool_, config);
    gst_buffer_pool_set_active(pool_, TRUE);
  }
  ToneSource(const ToneSource&) = delete;
  ToneSource& operator=(const ToneSource&) = delete;
  ~ToneSource() {
    gst_buffer_pool_set_active(pool_, FALSE);
    gst_object_unref(pool_);
  }

  [[nodiscard]] std::string caps() const {
    const std::string text = "audio/x-raw,format=F32LE,layout=interleaved,rate=48000,channels=" +
                             std::to_string(channels_);
    return channels_ > 2 ? text + ",channel-mask=(bitmask)0" : text;
  }

  GstBuffer* next() {
    GstBuffer* buffer = nullptr;
    gst_buffer_pool_acquire_buffer(pool_, &buffer, nullptr);
    gst_buffer_fill(buffer, 0, tone_.data(), bytes());
    const guint64 end = position_ + samples;
    GST_BUFFER_PTS(buffer) = gst_util_uint64_scale(position_, GST_SECOND, rate);
    GST_BUFFER_DURATION(buffer) =
        gst_util_uint64_scale(end, GST_SECOND, rate) - GST_BUFFER_PTS(buffer);
    position_ = end;
    return buffer;
  }

 private:
  [[nodiscard]] gsize bytes() const { return tone_.size() * sizeof(float); }

  int channels_;
  std::vector<float> tone_;
  GstBufferPool* pool_ = gst_buffer_pool_new();
  guint64 position_ = 0;
};
