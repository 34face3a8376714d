// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "src/analysis/block_analysis.h"
#include "src/analysis/buffer_analyzer.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "tests/bench/pitch/detectors/detector.h"

namespace audioblocks {

/// The detector of the plugin, as the element calls it: level and pitch.
class OwnDetector : public Detector {
 public:
  OwnDetector();

  /// Returns false if the memory or the FFT's planner fails.
  [[nodiscard]] bool prepare(std::size_t block_samples, int rate);

  /// Fewer samples than a block are a partial block, padded with silence.
  Estimate detect(std::span<const float> samples) override;

 private:
  MemoryBudget budget_;
  BufferAnalyzer analyzer_;
  AlignedArray<float> padded_;
  AnalysisSettings settings_;
  std::unique_ptr<BlockAnalysis> result_;
};

}  // namespace audioblocks
