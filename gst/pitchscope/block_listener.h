// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <array>
#include <cstddef>
#include <span>

#include "gst/analysis/block_analyst.h"
#include "gst/analysis/block_result.h"
#include "gst/analysis/settings.h"
#include "gst/input/sample_reader.h"
#include "gst/pitchscope/reading.h"
#include "gst/pitchscope/trace.h"
#include "src/memory/circular_buffer.h"
#include "src/memory/memory_budget.h"

namespace audioblocks::scope {

/// Makes blocks of 1024 samples of what comes in, one after another without a gap or an overlap,
/// and tells what they have to the trace and the reading. Streaming thread.
class BlockListener {
 public:
  /// All of it must outlive this.
  BlockListener(GstObject* element, const Settings& settings, MemoryBudget& budget, Trace& trace,
                Reading& reading) noexcept;

  /// For another format; false if memory is refused.
  [[nodiscard]] bool prepare(const GstAudioInfo& info) noexcept;
  /// Takes in `count` samples of all channels, interleaved; silence where `data` is nullptr.
  void listen(const guint8* data, std::size_t count) noexcept;
  /// Analyses the begun block as it is.
  void finish() noexcept;
  /// Forgets the begun block.
  void clear() noexcept;

 private:
  static constexpr std::size_t block_samples = BufferConstants::default_block_samples;
  using Ring = CircularBuffer<float>;

  [[nodiscard]] std::span<Ring> rings() noexcept { return {rings_.data(), channels_}; }
  void take(const guint8* data, std::size_t count) noexcept;
  void analyze(std::size_t valid_samples) noexcept;
  [[nodiscard]] std::span<const float> mix() noexcept;

  MemoryBudget& budget_;
  Trace& trace_;
  Reading& reading_;
  BlockAnalyst analyst_;
  SampleReader reader_;
  std::array<Ring, BufferConstants::max_channels> rings_;
  std::size_t channels_ = 0;
  std::size_t frame_bytes_ = 0;
  int rate_ = 1;
  /// Mean of the channels.
  AlignedArray<float> mix_;
  BlockResult result_;
};

}  // namespace audioblocks::scope
