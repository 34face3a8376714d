// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <span>

#include "aligned_array.h"
#include "block_analysis.h"
#include "fft.h"
#include "level.h"
#include "memory_budget.h"
#include "pitch_detector.h"
#include "spectrum.h"

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
               const AnalysisSettings& settings, BlockAnalysis& result) noexcept;

 private:
};

}  // namespace audioblocks
