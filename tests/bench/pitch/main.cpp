// SPDX-License-Identifier: LGPL-2.1-or-later
//
// bench-pitch --eval N WAV…    what the pitch detector makes of every block of N samples, as CSV:
//                              file,block_index,start_sample,f0_hz,confidence
//                              (f0 negative: a guess that is declared unvoiced; 0: no guess)

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "block_analysis.h"
#include "buffer_analyzer.h"
#include "buffer_constants.h"
#include "memory_budget.h"
#include "test_fft.h"
#include "wav_file.h"

namespace audioblocks {

namespace {

/// Every guess is asked for, so that the default threshold is applied here.
AnalysisSettings every_guess() {
  AnalysisSettings settings;
  settings.spectrum = false;
  settings.clarity_threshold = 0.0;
  settings.silence_threshold = min_db;
  return settings;
}

std::string_view file_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

/// One file's blocks. False if it cannot be read or analysed.
bool evaluate(const std::string& path, std::size_t block_samples) {
  const auto wav = read_wav(path);
  MemoryBudget budget;
  BufferAnalyzer analyzer(bench_fft, budget);
  if (!wav || !analyzer.prepare(block_samples, wav->rate, 1)) return false;
  const AnalysisSettings defaults;
  const AnalysisSettings settings = every_guess();
  const auto result = std::make_unique<BlockAnalysis>();
  const std::string_view name = file_name(path);
  for (std::size_t block = 0; (block + 1) * block_samples <= wav->samples.size(); ++block) {
    const std::span<const float> samples =
        std::span(wav->samples).subspan(block * block_samples, block_samples);
    analyzer.analyze(std::span(&samples, 1), block_samples, settings, *result);
    const bool voiced =
        result->rms >= defaults.silence_threshold && result->clarity >= defaults.clarity_threshold;
    std::printf("%.*s,%zu,%zu,%.4f,%.5f\n", static_cast<int>(name.size()), name.data(), block,
                block * block_samples, voiced ? result->frequency : -result->frequency,
                result->clarity);
  }
  return true;
}

}  // namespace

}  // namespace audioblocks

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 3 || arguments[0] != "--eval") {
    std::fprintf(stderr, "usage: bench-pitch --eval N WAV...\n");
    return EXIT_FAILURE;
  }
  const std::size_t block_samples = std::strtoul(arguments[1].c_str(), nullptr, 10);
  if (!audioblocks::BufferConstants::is_block_size(block_samples)) {
    std::fprintf(stderr, "bench-pitch: %s is no block size\n", arguments[1].c_str());
    return EXIT_FAILURE;
  }
  std::printf("file,block_index,start_sample,f0_hz,confidence\n");
  for (const std::string& path : std::span(arguments).subspan(2))
    if (!audioblocks::evaluate(path, block_samples)) {
      std::fprintf(stderr, "bench-pitch: cannot analyse %s\n", path.c_str());
      return EXIT_FAILURE;
    }
  return EXIT_SUCCESS;
}
