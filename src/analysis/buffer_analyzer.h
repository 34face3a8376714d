// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "src/analysis/block_analysis.h"
#include "src/analysis/level.h"
#include "src/analysis/onset_meter.h"
#include "src/analysis/spectrum.h"
#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"
#include "src/dsp/fft.h"
#include "src/dsp/scaled_block.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/pitch_detector.h"

namespace audioblocks {

/// Analyzes sequential blocks, each into one BlockAnalysis. Owns windows, FFT plans and scratch
/// buffers. `prepare()` allocates and may fail cleanly; `analyze()` neither allocates, locks nor
/// waits. For one thread at a time.
class BufferAnalyzer {
 public:
  /// `fft` plans the transforms; `budget` is charged for the memory and must outlive the analyzer.
  BufferAnalyzer(FftFactory fft, MemoryBudget& budget) noexcept;

  /// Prepares for blocks of `block_samples` (a multiple of 128) at `rate` Hz with `channels`
  /// channels. Returns false, and is not ready, if the memory or the FFT's planner fails. May be
  /// called again.
  [[nodiscard]] bool prepare(std::size_t block_samples, int rate, std::size_t channels) noexcept;

  /// Forgets the blocks before: the next begins a run. Only the onset depends on them.
  void begin_run() noexcept AUDIOBLOCKS_REALTIME { onset_.begin(); }

  /// Analyzes one block. `channels` has one span of `block_samples` finite floats per channel; the
  /// first `valid_samples` of each are audio and the rest zeros. Full scale is ±1; any finite
  /// magnitude is accepted. Every number in `result` is finite.
  void analyze(std::span<const std::span<const float>> channels, std::size_t valid_samples,
               const AnalysisSettings& settings,
               BlockAnalysis& result) noexcept AUDIOBLOCKS_REALTIME;

 private:
  using Channels = std::span<const std::span<const float>>;

  void measure_levels(Channels channels, std::size_t valid_samples, BlockAnalysis& result) noexcept;
  [[nodiscard]] ScaledBlock channel_block(Channels channels, std::size_t channel,
                                          std::size_t valid_samples) const noexcept;
  [[nodiscard]] ScaledBlock mix_block(Channels channels, std::size_t valid_samples) noexcept;
  void analyze_spectrum(const ScaledBlock& block, const AnalysisSettings& settings,
                        BlockAnalysis& result) noexcept;
  void analyze_channel_pitches(Channels channels, std::size_t valid_samples,
                               const AnalysisSettings& settings, BlockAnalysis& result) noexcept;
  [[nodiscard]] PitchGuess detect(const ScaledBlock& block,
                                  const AnalysisSettings& settings) noexcept AUDIOBLOCKS_REALTIME;

  FftFactory make_fft_;
  MemoryBudget* budget_;
  std::size_t block_samples_ = 0;
  Spectrum spectrum_;
  PitchDetector pitch_;
  OnsetMeter onset_;
  /// Arithmetic mean of the channels, if there are several; block_samples long.
  AlignedArray<float> mix_;
  /// Levels of the channels in the block being analyzed.
  std::array<Level, BufferConstants::max_channels> levels_{};
  std::size_t loudest_ = 0;
};

}  // namespace audioblocks
