// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "config.h"
#include "gst/fft/gst_fft.h"
#include "src/analysis/buffer_analyzer.h"
#include "src/dsp/fft.h"
#include "src/memory/memory_budget.h"
#include "src/track/note_tracker.h"
#include "src/track/pitch_track.h"
#include "tests/support/stimulus.h"

/// What the core makes of a run of samples, block by block, without the element: what the tests of
/// the tracked pitch and of the notes expect of it.
namespace audioblocks::test {

struct CoreSetup {
  int rate = 48000;
  std::size_t block_samples = BufferConstants::default_block_samples;
  AnalysisSettings settings{.onset = true};
};

/// The blocks of one channel as the trackers take them; the last is padded.
inline std::vector<TrackedBlock> core_blocks(const Samples& samples, const CoreSetup& setup = {}) {
#ifdef AUDIOBLOCKS_FFTW
  constexpr FftFactory fft = make_fftw_fft;
#else
  constexpr FftFactory fft = make_gst_fft;
#endif
  MemoryBudget budget;
  BufferAnalyzer analyzer(fft, budget);
  ck_assert(analyzer.prepare(setup.block_samples, setup.rate, 1));
  std::vector<TrackedBlock> blocks;
  BlockAnalysis analysis;
  for (std::size_t at = 0; at < samples.size(); at += setup.block_samples) {
    const std::size_t valid = std::min(setup.block_samples, samples.size() - at);
    Samples block(samples.begin() + static_cast<std::ptrdiff_t>(at),
                  samples.begin() + static_cast<std::ptrdiff_t>(at + valid));
    block.resize(setup.block_samples);
    const std::span<const float> channel(block);
    analyzer.analyze(std::span(&channel, 1), valid, setup.settings, analysis);
    blocks.push_back({.start = at,
                      .samples = static_cast<std::uint32_t>(valid),
                      .frequency = analysis.guess_frequency,
                      .clarity = analysis.clarity,
                      .height = analysis.guess_height,
                      .level = analysis.rms,
                      .onset = analysis.onset});
  }
  return blocks;
}

/// The tracked frequency of each block, in Hz; 0 for unvoiced.
inline std::vector<double> core_track(const std::vector<TrackedBlock>& blocks, std::size_t lag,
                                      const CoreSetup& setup = {}) {
  PitchTrack track;
  track.begin({.rate = setup.rate,
               .block_samples = setup.block_samples,
               .lag = lag,
               .clarity_threshold = setup.settings.clarity_threshold,
               .min_frequency = setup.settings.min_frequency,
               .max_frequency = setup.settings.max_frequency});
  std::vector<double> frequencies;
  for (const TrackedBlock& block : blocks)
    if (const auto frequency = track.push(block)) frequencies.push_back(*frequency);
  while (const auto frequency = track.drain()) frequencies.push_back(*frequency);
  return frequencies;
}

/// The notes of a whole run.
inline std::vector<NoteEvent> core_notes(const std::vector<TrackedBlock>& blocks,
                                         NoteTracker::Mode mode, const CoreSetup& setup = {}) {
  NoteTracker tracker;
  tracker.begin({.rate = setup.rate,
                 .block_samples = setup.block_samples,
                 .reference_frequency = setup.settings.reference_frequency,
                 .mode = mode});
  std::vector<NoteEvent> events;
  const auto keep = [&events](std::span<const NoteEvent> more) {
    events.insert(events.end(), more.begin(), more.end());
  };
  for (const TrackedBlock& block : blocks) keep(tracker.push(block));
  keep(tracker.finish());
  return events;
}

}  // namespace audioblocks::test
