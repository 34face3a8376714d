// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Nanoseconds of CPU time for one block of each analysis of the core, mono at 48 kHz. The cases
// take turns, round by round; the median of the rounds is told. Beside them the Fourier transforms
// that spectrum and pitch need, by the library itself. Nothing is asserted.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <numbers>
#include <random>
#include <span>
#include <vector>

#include "config.h"
#include "src/analysis/buffer_analyzer.h"
#include "src/base/buffer_constants.h"
#include "src/memory/aligned_array.h"
#include "src/memory/memory_budget.h"
#include "tests/bench/core/plain_transforms.h"
#ifndef AUDIOBLOCKS_FFTW
#include "gst/fft/gst_fft.h"
#endif

using namespace audioblocks;

namespace {

constexpr int rate = 48000;
constexpr int blocks_a_round = 400;

#ifdef AUDIOBLOCKS_FFTW
constexpr FftFactory make_fft = make_fftw_fft;
constexpr const char* fft_name = "FFTW";
#else
constexpr FftFactory make_fft = make_gst_fft;
constexpr const char* fft_name = "GstFFT";
#endif

struct Analyses {
  const char* name;
  bool level;
  bool spectrum;
  bool pitch;
};
// The levels are always measured: pitch needs them.
constexpr std::array cases_of_analyses{
    Analyses{"level", true, false, false}, Analyses{"level + spectrum", true, true, false},
    Analyses{"level + pitch", true, false, true}, Analyses{"all", true, true, true}};

/// CPU time of this thread: what others do on the machine counts less.
double thread_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// One block size: an analyzer and a tone with some noise.
class Case {
 public:
  explicit Case(std::size_t samples) : samples_(samples), analyzer_(make_fft, budget_) {
    if (!analyzer_.prepare(samples, rate, 1) ||
        !block_.allocate(budget_, MemoryKind::ring, samples)) {
      std::fputs("no memory\n", stderr);
      std::exit(1);
    }
    std::mt19937 random(1);
    std::normal_distribution<float> noise(0.0F, 0.01F);
    const double step = 2.0 * std::numbers::pi * 220.0 / rate;
    for (std::size_t i = 0; i < samples; ++i) {
      const auto at = static_cast<double>(i);
      block_[i] = noise(random) +
                  static_cast<float>(0.4 * std::sin(step * at) + 0.2 * std::sin(2.0 * step * at) +
                                     0.1 * std::sin(5.0 * step * at));
    }
  }

  [[nodiscard]] std::size_t samples() const { return samples_; }

  /// Nanoseconds a block, of one round.
  double measure(const Analyses& what) {
    AnalysisSettings settings;
    settings.level = what.level;
    settings.spectrum = what.spectrum;
    settings.pitch = what.pitch;
    const std::array<std::span<const float>, 1> channels{block_.span()};
    const double start = thread_nanoseconds();
    for (int i = 0; i < blocks_a_round; ++i)
      analyzer_.analyze(channels, samples_, settings, result_);
    return (thread_nanoseconds() - start) / blocks_a_round;
  }

 private:
  std::size_t samples_;
  MemoryBudget budget_;
  BufferAnalyzer analyzer_;
  AlignedArray<float> block_;
  BlockAnalysis result_{};
};

/// Nanoseconds a block's transforms, of one round.
double measure(const PlainTransforms& transforms) {
  const double start = thread_nanoseconds();
  for (int i = 0; i < blocks_a_round; ++i) transforms.execute();
  return (thread_nanoseconds() - start) / blocks_a_round;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

/// What one block size took, one value a round.
struct Times {
  std::array<std::vector<double>, cases_of_analyses.size()> analyses;
  std::vector<double> transforms;
  /// All analyses less the level, to the transforms.
  std::vector<double> ratios;

  void measure(Case& one, const PlainTransforms& floor) {
    for (std::size_t j = 0; j < analyses.size(); ++j)
      analyses[j].push_back(one.measure(cases_of_analyses[j]));
    transforms.push_back(::measure(floor));
    ratios.push_back((analyses.back().back() - analyses.front().back()) / transforms.back());
  }
};

}  // namespace

int main(int argc, char** argv) {
  const int rounds =
      argc > 1 ? std::max(1, static_cast<int>(std::strtol(argv[1], nullptr, 10))) : 21;
  std::vector<std::unique_ptr<Case>> cases;
  for (const std::size_t samples : {std::size_t{256}, std::size_t{1024}, std::size_t{2048}})
    if (BufferConstants::is_block_size(samples)) cases.push_back(std::make_unique<Case>(samples));

  std::vector<std::unique_ptr<PlainTransforms>> floors;
  for (const auto& one : cases) floors.push_back(std::make_unique<PlainTransforms>(one->samples()));
  std::vector<Times> times(cases.size());
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < cases.size(); ++i) times[i].measure(*cases[i], *floors[i]);

  std::printf("ns for a block, mono, %d Hz, %s; median of %d rounds of %d blocks\n\n", rate,
              fft_name, rounds, blocks_a_round);
  std::printf("%-18s", "");
  for (const auto& one : cases) std::printf(" %8zu", one->samples());
  std::puts("");
  for (std::size_t j = 0; j < cases_of_analyses.size(); ++j) {
    std::printf("%-18s", cases_of_analyses[j].name);
    for (const Times& of_case : times) std::printf(" %8.0f", median(of_case.analyses[j]));
    std::puts("");
  }
  std::printf("%-18s", "their transforms");
  for (const Times& of_case : times) std::printf(" %8.0f", median(of_case.transforms));
  std::printf("\n%-18s ", "× transforms");
  for (const Times& of_case : times) std::printf(" %8.2f", median(of_case.ratios));
  std::puts("");
  return 0;
}
