// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "src/analysis/block_analysis.h"
#include "src/analysis/level.h"
#include "src/analysis/spectrum.h"
#include "src/base/buffer_constants.h"
#include "src/base/realtime.h"
#include "src/dsp/fft.h"
#include "src/dsp/scaled_block.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "src/pitch/pitch_detector.h"

namespace audioblocks {

/// Sequential blocks in, one BlockAnalysis each out. Owns windows, FFT plans and scratch.
/// `prepare()` allocates and may fail cleanly; `analyze()` allocates, locks and waits for nothing.
/// One thread at a time.
class BufferAnalyzer {
 public:
  /// `fft` plans the transforms; `budget` is charged for scratch and must outlive the analyzer.
  BufferAnalyzer(FftFactory fft, MemoryBudget& budget) noexcept;

  /// Makes ready for blocks of `block_samples` (a multiple of 128) at `rate` Hz with `channels`
  /// channels. False, and not ready, if memory or the FFT's planner refuses. May be called again.
  [[nodiscard]] bool prepare(std::size_t block_samples, int rate, std::size_t channels) noexcept;

  /// Analyses one block. `channels`: one span of `block_samples` finite floats a channel, of which
  /// the first `valid_samples` are audio and the rest zeros. Full scale is ±1; any finite magnitude
  /// is taken. Everything in `result` is finite.
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
  /// Arithmetic mean of the channels, where there are several; block_samples.
  AlignedArray<float> mix_;
  /// Of the block being analysed.
  std::array<Level, BufferConstants::max_channels> levels_{};
  std::size_t loudest_ = 0;
};

}  // namespace audioblocks
