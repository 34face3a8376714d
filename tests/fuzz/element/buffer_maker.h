// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "tests/fuzz/element/life_kind.h"
#include "tests/fuzz/element/numbered_samples.h"
#include "tests/fuzz/element/stream_time.h"
#include "tests/fuzz/support/byte_reader.h"

/// Makes the buffers to send: their samples, memories, times, flags and metas, valid or not.
class BufferMaker {
 public:
  BufferMaker(ByteReader& bytes, LifeKind kind, StreamTime& time)
      : bytes_(bytes), kind_(kind), time_(time) {}
  ~BufferMaker() {
    for (GstBuffer* buffer : kept_) gst_buffer_unref(buffer);
  }
  BufferMaker(const BufferMaker&) = delete;
  BufferMaker& operator=(const BufferMaker&) = delete;

  /// `how` is a byte from the fuzzer.
  GstBuffer* make(const GstAudioInfo& info, std::size_t samples, std::uint8_t how) {
    info_ = info;
    const auto frame = static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info_));
    std::vector<guint8> data(samples * frame);
    fill(data, samples);
    if (how % 16 == 15 && frame > 1 && !data.empty()) data.pop_back();
    GstBuffer* buffer = in_pieces(data, how % 4 == 1 ? data.size() / 3 : data.size());
    stamp(buffer, samples, how);
    if (is_planar() && how % 64 != 62) describe_planes(buffer, samples, how);
    if (how % 8 == 2) kept_.push_back(gst_buffer_ref(buffer));
    return buffer;
  }

  /// The number of the next sample.
  [[nodiscard]] std::uint32_t next_number() const { return next_number_; }

 private:
  [[nodiscard]] bool is_planar() const {
    return GST_AUDIO_INFO_LAYOUT(&info_) == GST_AUDIO_LAYOUT_NON_INTERLEAVED;
  }
  [[nodiscard]] std::size_t channels() const {
    return static_cast<std::size_t>(GST_AUDIO_INFO_CHANNELS(&info_));
  }
  [[nodiscard]] std::size_t width() const {
    return static_cast<std::size_t>(GST_AUDIO_INFO_BPF(&info_)) / channels();
  }

  /// Fills in numbered samples, a tone, or a bit pattern from the fuzzer.
  void fill(std::vector<guint8>& data, std::size_t samples) {
    const std::size_t size = width();
    const std::size_t count = channels();
    const bool planar = is_planar();
    const std::uint64_t pattern = kind_.is_numbered() ? 0 : bytes_.take<std::uint64_t>();
    for (std::size_t i = 0; i < samples; ++i, ++next_number_) {
      for (std::size_t channel = 0; channel < count; ++channel) {
        guint8* value = data.data() + (planar ? channel * samples + i : i * count + channel) * size;
        if (kind_.is_numbered())
          NumberedSamples::write(value, size, next_number_);
        else if (kind_.is_wave())
          write_tone(value, size, pattern);
        else
          write_bits(value, size, i, pattern);
      }
    }
  }

  /// Any bit pattern may appear at any position in a value.
  static void write_bits(guint8* value, std::size_t size, std::size_t i, std::uint64_t pattern) {
    const std::uint64_t bits = pattern << (i % 64) | pattern >> (63 - i % 64);
    for (std::size_t byte = 0; byte < size; ++byte)
      value[byte] = static_cast<guint8>(bits >> (8 * byte));
  }

  void write_tone(guint8* value, std::size_t size, std::uint64_t pattern) const {
    const double step = 0.01 + static_cast<double>(pattern % 256) / 512.0;
    const double tone = 0.5 * std::sin(step * static_cast<double>(next_number_));
    if (GST_AUDIO_INFO_FORMAT(&info_) == GST_AUDIO_FORMAT_F32) {
      const auto narrow = static_cast<float>(tone);
      std::copy_n(reinterpret_cast<const guint8*>(&narrow), sizeof(narrow), value);
      return;
    }
    const auto whole = static_cast<std::int64_t>(tone * 9.0e18);
    for (std::size_t byte = 0; byte < size; ++byte)
      value[byte] = static_cast<guint8>(whole >> (8 * (8 - size + byte)));
  }

  static GstBuffer* in_pieces(const std::vector<guint8>& data, std::size_t first) {
    GstBuffer* buffer = gst_buffer_new();
    for (const auto& [from, to] :
         {std::pair{std::size_t{0}, first}, std::pair{first, data.size()}}) {
      if (from == to) continue;
      GstMemory* memory = gst_allocator_alloc(nullptr, to - from, nullptr);
      gst_buffer_append_memory(buffer, memory);
      gst_buffer_fill(buffer, from, data.data() + from, to - from);
    }
    return buffer;
  }

  void stamp(GstBuffer* buffer, std::size_t samples, std::uint8_t how) {
    GstClockTime at = how % 32 >= 24 ? time_.take() : time_.position();
    if (how / 64 == 1) at = GST_CLOCK_TIME_NONE;
    GST_BUFFER_PTS(buffer) = at;
    if (how / 64 == 2) GST_BUFFER_DURATION(buffer) = time_.take();
    if (how / 64 == 3) at = mark(buffer, at);
    if (GST_CLOCK_TIME_IS_VALID(at)) time_.begin(at);
    time_.advance(StreamTime::of(samples, info_));
  }

  /// Returns the time at which the stream now is: some flags move the buffer.
  GstClockTime mark(GstBuffer* buffer, GstClockTime at) {
    const std::uint8_t flags = bytes_.take<std::uint8_t>();
    if ((flags & 1) != 0) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_DISCONT);
    if ((flags & 2) != 0) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_GAP);
    if ((flags & 4) != 0) GST_BUFFER_FLAG_SET(buffer, GST_BUFFER_FLAG_RESYNC);
    if ((flags & 8) != 0) gst_buffer_add_audio_clipping_meta(buffer, GST_FORMAT_DEFAULT, 1, 2);
    if ((flags & 16) != 0) gst_buffer_add_custom_meta(buffer, "GstAudioBlockMeta");
    return move(buffer, at, flags / 32);
  }

  /// A few samples are missing or come twice; or the buffer alone is late or early, as in a burst.
  GstClockTime move(GstBuffer* buffer, GstClockTime at, int how) {
    if (how == 0 || how > 4) return at;
    const std::size_t by = bytes_.below(256);
    const bool jumps = how < 3;
    const GstClockTime distance = jumps ? StreamTime::of(by % 4, info_) + by % 3 : by * GST_MSECOND;
    const bool later = how % 2 == 1;
    GST_BUFFER_PTS(buffer) =
        later ? std::min(at + distance, GST_CLOCK_TIME_NONE - 1) : at - std::min(at, distance);
    return jumps ? GST_BUFFER_PTS(buffer) : at;
  }

  void describe_planes(GstBuffer* buffer, std::size_t samples, std::uint8_t how) {
    if (gst_buffer_get_size(buffer) != samples * static_cast<gsize>(GST_AUDIO_INFO_BPF(&info_)))
      return;
    GstAudioMeta* meta = gst_buffer_add_audio_meta(buffer, &info_, samples, nullptr);
    if (meta == nullptr) return;
    if (how % 64 == 61) move_planes(buffer, meta, 1 + std::size_t{bytes_.take<std::uint32_t>()});
    // A false number of samples, which the element must detect.
    if (how % 64 == 60) meta->samples += bytes_.take<std::uint32_t>();
  }

  /// Moves the first channel only, which the element must detect if it then ends beyond the buffer.
  /// If it would overlap the next channel, and so lose its numbers, all channels move with their
  /// bytes.
  void move_planes(GstBuffer* buffer, GstAudioMeta* meta, std::size_t bytes) const {
    const std::size_t size = gst_buffer_get_size(buffer);
    const bool fits = bytes <= size - size / channels();
    if (!fits || !kind_.is_numbered()) {
      meta->offsets[0] += bytes;
      return;
    }
    gst_buffer_prepend_memory(buffer, gst_allocator_alloc(nullptr, bytes, nullptr));
    for (std::size_t channel = 0; channel < channels(); ++channel) meta->offsets[channel] += bytes;
  }

  ByteReader& bytes_;
  LifeKind kind_;
  StreamTime& time_;
  /// Belongs to the buffer being made.
  GstAudioInfo info_{};
  std::uint32_t next_number_ = 1;
  /// References to the buffers, as another element would hold them.
  std::vector<GstBuffer*> kept_;
};
