// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <cstddef>

#include "gst/element/output/gstaudioblockspool.h"
#include "gst/element/stream/gap_map.h"
#include "gst/input/raw_input.h"

namespace audioblocks {

/// The output block in the making: a buffer of the pool and how far it is filled. A dropped block
/// has no buffer and only counts. Streaming thread.
class OpenBlock {
 public:
  OpenBlock() noexcept = default;
  OpenBlock(const OpenBlock&) = delete;
  OpenBlock& operator=(const OpenBlock&) = delete;
  ~OpenBlock() { discard(); }

  void configure(const GstAudioInfo& info, std::size_t block_samples) noexcept;

  /// Takes an empty buffer of the pool; NULL begins a dropped block.
  void begin(GstBuffer* buffer) noexcept;
  /// Takes a buffer whose memory already is the whole block.
  void begin_whole(GstBuffer* buffer) noexcept;
  [[nodiscard]] bool begun() const noexcept { return begun_; }
  [[nodiscard]] bool dropped() const noexcept { return begun_ && buffer_ == nullptr; }
  [[nodiscard]] std::size_t fill() const noexcept { return fill_; }
  [[nodiscard]] std::size_t room() const noexcept { return block_samples_ - fill_; }
  [[nodiscard]] GstBuffer* buffer() const noexcept { return buffer_; }
  /// The block's first byte, for reading.
  [[nodiscard]] const guint8* data() const noexcept { return map_.data; }
  /// All that came in so far was marked as a gap.
  [[nodiscard]] bool is_gap() const noexcept { return only_gap_; }
  /// Which of it was.
  [[nodiscard]] const GapMap& gaps() const noexcept { return gaps_; }

  /// Appends `count` samples of `input` from `from`; `count` is at most room(). `gap`: they are
  /// marked as a gap.
  void append(RawInput& input, std::size_t from, std::size_t count, bool gap) noexcept;
  void append_silence(std::size_t count) noexcept;

  /// Makes a block of the samples there are: filled up with silence that a GstAudioClippingMeta
  /// tells, or cut short.
  void pad() noexcept;
  void shorten() noexcept;

  /// The finished buffer, unmapped; transfer full, NULL if dropped. Nothing is begun then.
  [[nodiscard]] GstBuffer* take() noexcept;
  /// What there is as a buffer like any input, for a change of block size; NULL if nothing is.
  [[nodiscard]] GstBuffer* take_as_input() noexcept;
  void discard() noexcept { gst_clear_buffer_pointer(take()); }

 private:
  static void gst_clear_buffer_pointer(GstBuffer* buffer) noexcept {
    if (buffer != nullptr) gst_buffer_unref(buffer);
  }
  void map(GstMapFlags flags) noexcept;
  void unmap() noexcept;
  void fill_silence(std::size_t from, std::size_t count) noexcept;
  void describe_planes(std::size_t samples, std::size_t plane_samples) noexcept;

  GstAudioInfo info_{};
  std::size_t block_samples_ = 0;
  GstBuffer* buffer_ = nullptr;
  GstMapInfo map_{};
  bool begun_ = false;
  bool only_gap_ = true;
  GapMap gaps_;
  std::size_t fill_ = 0;
};

}  // namespace audioblocks
