// SPDX-License-Identifier: LGPL-2.1-or-later
//
// bench-pitch --eval N WAV…    the pitch detector's guess for every block of N samples, including
// the
//                              last, partial one, as CSV:
//                              file,block_index,start_sample,f0_hz,confidence
//                              (f0 negative: a guess that is declared unvoiced; 0: no guess)

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/base/buffer_constants.h"
#include "tests/bench/pitch/detectors/own_detector.h"
#include "tests/bench/pitch/wav_file.h"

namespace audioblocks {

namespace {

std::string_view file_name(std::string_view path) {
  return path.substr(path.find_last_of('/') + 1);
}

/// Prints the blocks of one file. Returns false if it cannot be read or analyzed.
bool evaluate(const std::string& path, std::size_t block_samples) {
  const auto wav = read_wav(path);
  OwnDetector detector;
  if (!wav || !detector.prepare(block_samples, wav->rate)) return false;
  const std::string_view name = file_name(path);
  const std::span<const float> samples(wav->samples);
  for (std::size_t start = 0; start < samples.size(); start += block_samples) {
    const Estimate estimate =
        detector.detect(samples.subspan(start, std::min(block_samples, samples.size() - start)));
    const char* sign = estimate.frequency > 0.0 && !estimate.voiced ? "-" : "";
    std::printf("%.*s,%zu,%zu,%s%.4f,%.5f\n", static_cast<int>(name.size()), name.data(),
                start / block_samples, start, sign, estimate.frequency, estimate.confidence);
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
