// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <glib.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>

#include "gst/input/sample_reader.h"
#include "src/base/buffer_constants.h"
#include "src/memory/circular_buffer.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// A ring for each channel, all filled in step. Streaming thread; allocates in prepare() only.
class ChannelRings {
 public:
  using Ring = CircularBuffer<float>;
  /// One whole block: a span of its samples for each channel.
  using Block = std::span<const std::span<const float>>;

  /// Makes room for `blocks` blocks in each of `channels` rings. False if memory is refused: there
  /// are no channels then. May be called again.
  [[nodiscard]] bool prepare(MemoryBudget& budget, std::size_t channels, std::size_t block_samples,
                             std::size_t blocks) noexcept;

  /// 0 unless prepared. The functions below need at least one.
  [[nodiscard]] std::size_t channels() const noexcept { return channels_; }
  /// Samples that each ring holds.
  [[nodiscard]] std::size_t capacity() const noexcept { return rings_[0].capacity(); }
  /// Samples in the block in the making.
  [[nodiscard]] std::size_t fill() const noexcept { return rings_[0].fill(); }
  [[nodiscard]] bool has_block() const noexcept { return rings_[0].has_block(); }

  /// Appends samples `first` … `first + count − 1` of `block`, at most as many as the block in the
  /// making lacks. Returns how many of them had an unusable number; see SampleReader::read().
  std::size_t read(SampleReader& reader, const guint8* block, std::size_t first,
                   std::size_t count) noexcept;
  /// Appends zeros, at most as many as the block in the making lacks.
  void append_silence(std::size_t count) noexcept;
  /// Completes the block in the making with zeros.
  void pad() noexcept;

  /// The oldest whole block, where it lies; valid until pop() or clear().
  [[nodiscard]] Block block() noexcept;
  /// Releases it.
  void pop() noexcept;
  /// Discards everything.
  void clear() noexcept;

 private:
  [[nodiscard]] std::span<Ring> rings() noexcept { return {rings_.get(), channels_}; }

  std::unique_ptr<Ring[]> rings_;
  std::size_t channels_ = 0;
  /// What block() returned.
  std::array<std::span<const float>, BufferConstants::max_channels> block_;
};

}  // namespace audioblocks
