// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/analysis/block_analyst.h"

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
  const AnalysisSettings settings = context_.settings.for_analysis();
  if (!settings.level && !settings.spectrum && !settings.pitch) return 0;
  analyzer_.analyze(channels, static_cast<std::size_t>(result.position.valid_samples), settings,
                    result.analysis);
  result.position.analyzed = TRUE;
  return context_.clock() - before;
}

}  // namespace audioblocks
