// SPDX-License-Identifier: LGPL-2.1-or-later
//
// bench-blocks ANALYSES BLOCKS: analyzes that many blocks of 1024 samples, mono at 48 kHz, and
// prints nothing, for a counter of instructions. ANALYSES: level, spectrum (with level), pitch
// (with level) or all.
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numbers>
#include <span>
#include <string_view>

#include "config.h"
#include "src/analysis/buffer_analyzer.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#ifndef AUDIOBLOCKS_FFTW
#include "gst/fft/gst_fft.h"
#endif

using namespace audioblocks;

int main(int argc, char** argv) {
  constexpr std::size_t samples = BufferConstants::default_block_samples;
  constexpr int rate = 48000;
  const std::string_view analyses = argc == 3 ? argv[1] : "";
  const int blocks = argc == 3 ? static_cast<int>(std::strtol(argv[2], nullptr, 10)) : 0;
  if (blocks <= 0) {
    std::fputs("usage: bench-blocks level|spectrum|pitch|all BLOCKS\n", stderr);
    return 1;
  }
#ifdef AUDIOBLOCKS_FFTW
  constexpr FftFactory make_fft = make_fftw_fft;
#else
  constexpr FftFactory make_fft = make_gst_fft;
#endif
  MemoryBudget budget;
  BufferAnalyzer analyzer(make_fft, budget);
  AlignedArray<float> block;
  if (!analyzer.prepare(samples, rate, 1) || !block.allocate(budget, MemoryKind::ring, samples)) {
    std::fputs("no memory\n", stderr);
    return 1;
  }
  for (std::size_t i = 0; i < samples; ++i) {
    const double phase = 2.0 * std::numbers::pi * 220.0 / rate * static_cast<double>(i);
    block[i] = static_cast<float>(0.4 * std::sin(phase) + 0.2 * std::sin(2.0 * phase) +
                                  0.1 * std::sin(5.0 * phase));
  }
  AnalysisSettings settings;
  settings.level = true;
  settings.spectrum = analyses == "spectrum" || analyses == "all";
  settings.pitch = analyses == "pitch" || analyses == "all";
  const std::array<std::span<const float>, 1> channels{block.span()};
  BlockAnalysis result{};
  for (int i = 0; i < blocks; ++i) analyzer.analyze(channels, samples, settings, result);
}
