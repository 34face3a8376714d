// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <cstddef>
#include <span>

#include "src/base/buffer_constants.h"
#include "src/dsp/kernels.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks {

/// Unpacks samples of any raw format to float (full scale ±1), channel by channel. A number that
/// float audio cannot use (NaN, ±Inf, denormals, doubles beyond float) becomes 0 and is counted.
/// Streaming thread; allocates in prepare() only.
class SampleReader {
 public:
  /// Where each channel's samples go.
  using Targets = std::span<float* const>;
  /// One of kernels::from_….
  using DirectConversion = void (*)(kernels::InterleavedChannel values, std::size_t count,
                                    float* out) noexcept;

  /// For blocks of `block_samples` in that format: planes of a planar block lie that far apart.
  [[nodiscard]] bool prepare(const GstAudioInfo& info, std::size_t block_samples,
                             MemoryBudget& budget) noexcept;

  /// Writes samples `first` … `first + count − 1` of the block at `block` to the targets. Returns
  /// how many of these samples had an unusable number in any channel.
  std::size_t read(const guint8* block, std::size_t first, std::size_t count,
                   Targets targets) noexcept;

 private:
  std::size_t read_interleaved(const guint8* samples, std::size_t count, Targets targets) noexcept;
  std::size_t read_planes(const guint8* block, std::size_t first, std::size_t count,
                          Targets targets) noexcept;
  [[nodiscard]] bool is_direct(const guint8* data, std::size_t values) const noexcept;
  void unpack(const guint8* data, std::size_t values) noexcept;
  void convert(std::size_t channels, std::size_t channel, std::size_t count, float* out) noexcept;
  std::size_t count_unusable(std::size_t count) noexcept;

  GstAudioInfo info_{};
  std::size_t block_samples_ = 0;
  bool is_float_ = false;
  DirectConversion convert_directly_ = nullptr;
  /// A chunk as the unpack function leaves it: gint32 or gdouble, all channels.
  AlignedArray<std::byte> unpacked_;
  /// Samples of the chunk that were unusable in a channel: 0 or 1.
  guint8 unusable_[BufferConstants::chunk_samples] = {};
};

}  // namespace audioblocks
