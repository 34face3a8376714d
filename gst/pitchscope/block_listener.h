// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/audio/audio.h>

#include <cstddef>
#include <span>

#include "gst/analysis/block_analyst.h"
#include "gst/analysis/block_result.h"
#include "gst/analysis/settings.h"
#include "gst/input/channel_rings.h"
#include "gst/input/sample_reader.h"
#include "gst/pitchscope/block_follower.h"
#include "gst/pitchscope/reading.h"
#include "gst/pitchscope/trace.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"

namespace audioblocks::scope {

/// Cuts what comes in into blocks, without gaps or overlaps, and has their results followed.
/// Streaming thread.
class BlockListener {
 public:
  /// All of it must outlive this.
  BlockListener(GstObject* element, const Settings& settings, MemoryBudget& budget, Trace& trace,
                Reading& reading) noexcept;

  /// The size of the shortest blocks, of 1024 samples or more, that reach the lowest pitch shown;
  /// of the longest blocks if none do.
  [[nodiscard]] static std::size_t block_samples_for(const AnalysisSettings& settings,
                                                     int rate) noexcept;

  /// For another format or block size; false if memory is refused.
  [[nodiscard]] bool prepare(const GstAudioInfo& info, std::size_t block_samples) noexcept;
  [[nodiscard]] std::size_t block_samples() const noexcept { return block_samples_; }
  /// Takes `count` samples of all channels, interleaved; silence where `data` is nullptr. Ignores
  /// them unless prepared.
  void listen(const guint8* data, std::size_t count) noexcept;
  /// The run ends: analyses the block in the making as it is.
  void finish() noexcept;
  /// Discards the run.
  void clear() noexcept;

 private:
  void analyze(std::size_t valid_samples) noexcept;
  [[nodiscard]] std::span<const float> mix(ChannelRings::Block block) noexcept;
  void begin_run() noexcept;

  MemoryBudget& budget_;
  BlockFollower follower_;
  BlockAnalyst analyst_;
  SampleReader reader_;
  ChannelRings rings_;
  std::size_t block_samples_ = 0;
  std::size_t frame_bytes_ = 0;
  int rate_ = 1;
  /// Mean of the channels.
  AlignedArray<float> mix_;
  BlockResult result_;
};

}  // namespace audioblocks::scope
