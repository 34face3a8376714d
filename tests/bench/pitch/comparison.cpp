// SPDX-License-Identifier: LGPL-2.1-or-later
//
// bench-pitch-comparison [PASSES [SOUNDFONT]]    accuracy and time of the pitch detector and of
//                                                aubio's on the same blocks, as tables
//
// The detectors take turns, some blocks each, so that a slower machine affects all of them. Nothing
// is asserted. docs/benchmarks.md describes the method.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <numeric>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/base/buffer_constants.h"
#include "tests/bench/pitch/detectors/aubio_detector.h"
#include "tests/bench/pitch/detectors/bench_fft.h"
#include "tests/bench/pitch/detectors/detector.h"
#include "tests/bench/pitch/detectors/own_detector.h"
#include "tests/bench/pitch/detectors/transform_floor.h"
#include "tests/bench/pitch/material/material.h"
#include "tests/bench/pitch/material/rendered_notes.h"
#include "tests/bench/pitch/score.h"

using namespace audioblocks;

namespace {

// At the start of each turn, the other detectors have pushed this one's code and tables out of the
// caches. A detector in use has the caches to itself, so the turns are long enough to hide this.
constexpr std::size_t blocks_a_round = 128;
constexpr std::size_t reference = 1;  // index of a candidate
constexpr std::array block_sizes{std::size_t{512}, std::size_t{1024}, std::size_t{2048}};
constexpr std::array<std::string_view, 7> pitched_kinds{"sine",   "saw",   "missing", "second",
                                                        "string", "vowel", "note"};
constexpr std::array<std::string_view, 6> unpitched_kinds{"white",  "pink", "brown",
                                                          "clicks", "hum",  "silence"};

/// Ours, then yinfft, the reference for the times, and the other peers; last the floor, which is
/// only timed.
struct Candidate {
  const char* name;
  std::unique_ptr<Detector> detector;
  Score score;
  std::vector<double> nanoseconds;  // per block, one per round
};

/// CPU time of this thread, which depends less on other load than wall-clock time.
double thread_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

[[noreturn]] void fail(const char* problem) {
  std::fprintf(stderr, "bench-pitch-comparison: %s\n", problem);
  std::exit(EXIT_FAILURE);
}

std::vector<Candidate> make_candidates(std::size_t block_samples) {
  std::vector<Candidate> candidates;
  auto own = std::make_unique<OwnDetector>();
  if (!own->prepare(block_samples, material_rate)) fail("our detector cannot be prepared");
  candidates.push_back({"audioblocks", std::move(own), {}, {}});
  auto floor = std::make_unique<TransformFloor>();
  if (!floor->prepare(block_samples)) fail("the transforms cannot be prepared");
  for (const auto& [name, method] : {std::pair{"aubio yinfft", "yinfft"},
                                     {"aubio yin", "yin"},
                                     {"aubio yinfast", "yinfast"},
                                     {"aubio schmitt", "schmitt"}}) {
    auto peer = std::make_unique<AubioDetector>();
    if (!peer->prepare(method, static_cast<unsigned>(block_samples), material_rate))
      fail("aubio cannot be prepared");
    candidates.push_back({name, std::move(peer), {}, {}});
  }
  candidates.push_back({"two FFTs", std::move(floor), {}, {}});
  return candidates;
}

/// Otherwise only the first detector would wait for memory. In a pipeline, a block has just been
/// written.
void read_into_cache(std::span<const TestBlock> blocks) {
  volatile float sum = 0.0F;
  for (const TestBlock& block : blocks)
    sum = std::accumulate(block.samples.begin(), block.samples.end(), sum);
}

/// Runs one turn of each candidate; the scores come from the first pass over the blocks.
void run_round(std::vector<Candidate>& candidates, std::span<const TestBlock> blocks, bool score) {
  std::array<Estimate, blocks_a_round> estimates{};
  read_into_cache(blocks);
  for (Candidate& candidate : candidates) {
    const double start = thread_nanoseconds();
    for (std::size_t i = 0; i < blocks.size(); ++i)
      estimates[i] = candidate.detector->detect(blocks[i].samples);
    const double taken = thread_nanoseconds() - start;
    candidate.nanoseconds.push_back(taken / static_cast<double>(blocks.size()));
    if (!score) continue;
    for (std::size_t i = 0; i < blocks.size(); ++i) candidate.score.add(blocks[i], estimates[i]);
  }
}

void measure(std::vector<Candidate>& candidates, std::span<const TestBlock> blocks, int passes) {
  run_round(candidates, blocks.first(blocks_a_round), false);  // to warm up
  for (Candidate& candidate : candidates) candidate.nanoseconds.clear();
  for (int pass = 0; pass < passes; ++pass)
    for (std::size_t at = 0; at < blocks.size(); at += blocks_a_round)
      run_round(candidates, blocks.subspan(at, std::min(blocks_a_round, blocks.size() - at)),
                pass == 0);
}

/// Ratios of each round's time to that of another candidate in the same round: median and middle
/// half.
struct Ratio {
  double lower;
  double middle;
  double upper;
};
Ratio ratio_of(const Candidate& candidate, const Candidate& other) {
  std::vector<double> ratios(candidate.nanoseconds.size());
  for (std::size_t i = 0; i < ratios.size(); ++i)
    ratios[i] = candidate.nanoseconds[i] / other.nanoseconds[i];
  std::ranges::sort(ratios);
  return {ratios[ratios.size() / 4], ratios[ratios.size() / 2], ratios[ratios.size() * 3 / 4]};
}

using Candidates = std::span<const Candidate>;

void print_accuracy(const Score& score) {
  std::printf(" %6.1f %6.1f %6.1f %7.1f %6.1f", score.mean(&Tally::percent_right),
              score.mean(&Tally::percent_precise), score.mean(&Tally::percent_octave_errors),
              score.mean(&Tally::percent_voiced), score.of_group(unpitched_group).percent_voiced());
}

void print_time(const Candidate& candidate, const Candidate& other) {
  const Ratio ratio = ratio_of(candidate, other);
  std::printf(" %8.0f %8.2f (%.2f to %.2f)\n", median(candidate.nanoseconds), ratio.middle,
              ratio.lower, ratio.upper);
}

void print_figures(Candidates candidates) {
  std::printf("%-14s %6s %6s %6s %7s %6s %8s %8s\n", "", "R50", "R10", "octave", "recall", "false",
              "ns", "x yinfft");
  for (const Candidate& candidate : candidates.first(candidates.size() - 1)) {
    std::printf("%-14s", candidate.name);
    print_accuracy(candidate.score);
    print_time(candidate, candidates[reference]);
  }
  std::printf("%-14s %35s", candidates.back().name, "");
  print_time(candidates.back(), candidates[reference]);
}

void print_head(std::string_view name) { std::printf(" %7s", std::string(name).c_str()); }

void print_right(Candidates detectors) {
  std::printf("\n%-14s", "R50");
  for (const std::string_view group : pitched_groups) print_head(group);
  print_head(low_group);
  std::printf("  |");
  for (const std::string_view kind : pitched_kinds) print_head(kind);
  for (const Candidate& detector : detectors) {
    std::printf("\n%-14s", detector.name);
    for (const std::string_view group : pitched_groups)
      std::printf(" %7.1f", detector.score.of_group(group).percent_right());
    std::printf(" %7.1f  |", detector.score.of_group(low_group).percent_right());
    for (const std::string_view kind : pitched_kinds)
      std::printf(" %7.1f", detector.score.of_kind(kind).percent_right());
  }
  std::printf("\n");
}

void print_false_alarms(Candidates detectors) {
  std::printf("\n%-14s", "false alarms");
  for (const std::string_view kind : unpitched_kinds) print_head(kind);
  for (const Candidate& detector : detectors) {
    std::printf("\n%-14s", detector.name);
    for (const std::string_view kind : unpitched_kinds)
      std::printf(" %7.1f", detector.score.of_kind(kind).percent_voiced());
  }
  std::printf("\n");
}

void compare(std::size_t block_samples, std::span<const RenderedNote> notes, int passes) {
  const std::vector<TestBlock> blocks = make_material(block_samples, notes);
  std::vector<Candidate> candidates = make_candidates(block_samples);
  measure(candidates, blocks, passes);
  std::printf("\nN = %zu: %zu blocks, %zu rounds\n\n", block_samples, blocks.size(),
              candidates[0].nanoseconds.size());
  print_figures(candidates);
  const Candidates detectors = Candidates(candidates).first(candidates.size() - 1);
  print_right(detectors);
  print_false_alarms(detectors);
}

constexpr const char* explanation =
    "Per cent of blocks, each judged on its own, at %d Hz; our FFT: %s\n"
    "  R50       the guess is within 50 cents of the truth, whatever the voicing says\n"
    "  R10       within 10 cents, where the truth is exact\n"
    "  octave    within 50 cents of 2, 3, 4, 1/2, 1/3 or 1/4 of the truth\n"
    "  recall    blocks with a pitch that are declared voiced at the detector's defaults\n"
    "  false     blocks without a pitch that are\n"
    "  ns        CPU time a block, median of rounds of %zu blocks\n"
    "  x yinfft  that of a round to yinfft's in the same round: median (middle half)\n"
    "R50 to recall are means over five groups: clean tones, tones with noise 20, 10 and 0 dB\n"
    "below them, notes of instruments (%zu). All hold two periods a block at least; those under\n"
    "low 1.2 to 2, clean. Two FFTs: real ones of 2N and of N, the method's floor.\n";

}  // namespace

int main(int argc, char** argv) {
  const std::vector<const char*> arguments(argv + 1, argv + argc);
  const int passes =
      arguments.empty() ? 3 : std::max(1, static_cast<int>(std::strtol(arguments[0], nullptr, 10)));
  const char* soundfont =
      arguments.size() > 1 ? arguments[1] : "/usr/share/sounds/sf2/TimGM6mb.sf2";
  const std::vector<RenderedNote> notes = render_notes(soundfont, material_rate);
  if (notes.empty()) fail("fluidsynth renders no notes; is timgm6mb-soundfont installed?");
  std::printf(explanation, material_rate, bench_fft_name, blocks_a_round, notes.size());
  for (const std::size_t block_samples : block_sizes)
    if (BufferConstants::is_block_size(block_samples)) compare(block_samples, notes, passes);
  return EXIT_SUCCESS;
}
