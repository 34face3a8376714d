// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tests/bench/pitch/detectors/own_detector.h"

#include <algorithm>

#include "tests/bench/pitch/detectors/bench_fft.h"

namespace audioblocks {

OwnDetector::OwnDetector()
    : analyzer_(bench_fft, budget_), result_(std::make_unique<BlockAnalysis>()) {
  settings_.spectrum = false;
  // The detector returns every guess; detect() applies the default thresholds.
  settings_.clarity_threshold = 0.0;
  settings_.silence_threshold = min_db;
}

bool OwnDetector::prepare(std::size_t block_samples, int rate) {
  return padded_.allocate(budget_, MemoryKind::scratch, block_samples) &&
         analyzer_.prepare(block_samples, rate, 1);
}

Estimate OwnDetector::detect(std::span<const float> samples) {
  std::span<const float> block = samples;
  if (samples.size() < padded_.size()) {
    const std::span<float> padded = padded_.span();
    std::ranges::fill(std::ranges::copy(samples, padded.begin()).out, padded.end(), 0.0F);
    block = padded;
  }
  analyzer_.analyze(std::span(&block, 1), samples.size(), settings_, *result_);
  const AnalysisSettings defaults;
  return {.frequency = result_->frequency,
          .confidence = result_->clarity,
          .voiced = result_->frequency > 0.0 && result_->rms >= defaults.silence_threshold &&
                    result_->clarity >= defaults.clarity_threshold};
}

}  // namespace audioblocks
