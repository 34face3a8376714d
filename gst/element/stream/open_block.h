// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>
#include <gst/gst.h>

#include <atomic>
#include <cstddef>

#include "gst/element/stream/gap_map.h"
#include "gst/input/raw_input.h"

namespace audioblocks {

/// The output block in the making: a buffer of the pool, and how far it is filled. A dropped block
/// has no buffer and only counts. Streaming thread, except for fill().
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
  /// Samples in it; 0 where nothing is begun. Any thread.
  [[nodiscard]] std::size_t fill() const noexcept { return fill_.load(std::memory_order_relaxed); }
  /// Samples that it lacks; a whole block where nothing is begun.
  [[nodiscard]] std::size_t room() const noexcept { return block_samples_ - fill(); }
  /// The block's first byte, for reading.
  [[nodiscard]] const guint8* data() const noexcept { return map_.data; }
  /// How many of its samples came in as a gap.
  [[nodiscard]] std::size_t gap_samples() const noexcept { return gap_samples_; }
  /// Which of them.
  [[nodiscard]] const GapMap& gaps() const noexcept { return gaps_; }

  /// Appends `count` samples of `input` from `from`; `count` is at most room(). `gap`: they are
  /// marked as a gap.
  void append(RawInput& input, std::size_t from, std::size_t count, bool gap) noexcept;
  void append_silence(std::size_t count) noexcept;

  /// Makes a block of the samples that are there: fills it up with silence, marked by a
  /// GstAudioClippingMeta,
  void pad() noexcept;
  /// or cuts it short.
  void shorten() noexcept;

  /// The finished buffer, unmapped; transfer full, NULL if dropped. Nothing is begun then.
  [[nodiscard]] GstBuffer* take() noexcept;
  /// The samples that are there as a buffer like any input, for a change of block size; transfer
  /// full, NULL if there are none.
  [[nodiscard]] GstBuffer* take_as_input() noexcept;
  void discard() noexcept;

 private:
  void map(GstMapFlags flags) noexcept;
  void unmap() noexcept;
  void fill_silence(std::size_t from, std::size_t count) noexcept;
  void mark_gap(std::size_t count) noexcept;
  void set_fill(std::size_t fill) noexcept { fill_.store(fill, std::memory_order_relaxed); }
  void describe_planes(std::size_t samples, std::size_t plane_samples) noexcept;

  GstAudioInfo info_{};
  std::size_t block_samples_ = 0;
  GstBuffer* buffer_ = nullptr;
  GstMapInfo map_{};
  bool begun_ = false;
  std::size_t gap_samples_ = 0;
  GapMap gaps_;
  std::atomic<std::size_t> fill_{0};
};

}  // namespace audioblocks
