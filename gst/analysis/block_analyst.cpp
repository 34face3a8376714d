// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/analysis/block_analyst.h"

#include <utility>

#include "config.h"
#ifndef AUDIOBLOCKS_FFTW
#include "gst/fft/gst_fft.h"
#endif

namespace audioblocks {

namespace {

#ifdef AUDIOBLOCKS_FFTW
constexpr FftFactory make_fft = make_fftw_fft;
#else
constexpr FftFactory make_fft = make_gst_fft;
#endif

}  // namespace

BlockAnalyst::BlockAnalyst(const AnalystContext& context, MemoryBudget& budget) noexcept
    : context_(context), analyzer_(make_fft, budget) {}

std::uint64_t BlockAnalyst::analyze(std::span<const std::span<const float>> channels,
                                    BlockResult& result) noexcept {
  const std::uint64_t before = context_.clock();
  // Sets the properties that a GstController drives; returns at once where there is none.
  if (GST_CLOCK_TIME_IS_VALID(result.position.stream_time))
    gst_object_sync_values(context_.element, result.position.stream_time);
  AnalysisSettings& settings = result.settings;
  settings = context_.settings.for_analysis();
  result.peak_fall = context_.settings.for_peaks();
  if (!settings.level && !settings.spectrum && !settings.pitch) return 0;
  settings.onset = settings.pitch && result.tracking.notes;
  if (settings.onset && !continues(result.position)) analyzer_.begin_run();
  analyzer_.analyze(channels, static_cast<std::size_t>(result.position.valid_samples), settings,
                    result.analysis);
  result.position.analyzed = TRUE;
  return context_.clock() - before;
}

/// Whether a block follows directly on the one before it whose onset was measured.
bool BlockAnalyst::continues(const BlockPosition& position) noexcept {
  const guint64 expected = std::exchange(
      next_sample_, position.start_sample + static_cast<guint64>(position.valid_samples));
  return position.discont == FALSE && position.block_index > 0 && position.start_sample == expected;
}

}  // namespace audioblocks
