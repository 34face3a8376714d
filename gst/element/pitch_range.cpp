// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/pitch_range.h"

#include <cmath>

#include "gst/element/block_caps.h"
#include "src/analysis/block_reach.h"
#include "src/base/buffer_constants.h"

namespace audioblocks::pitch_range {

namespace {

/// Rounded up to a tenth, so that the text names no pitch that is out of reach.
double in_tenths(double frequency) { return std::ceil(10.0 * frequency) / 10.0; }

/// How far the largest blocks reach, where those in use have `samples`; empty if they are the
/// largest.
Text largest_reach(std::size_t samples, int rate) {
  constexpr std::size_t largest = BufferConstants::max_block_samples;
  if (samples == largest) return {g_strdup(""), g_free};
  const double lowest = in_tenths(PitchDetector::lowest_frequency(largest, rate));
  return {g_strdup_printf(": the largest, %" G_GSIZE_FORMAT ", reaches down to %.1f Hz", largest,
                          lowest),
          g_free};
}

/// What to do about a pitch that blocks of `samples` do not reach.
Text advice(double frequency, std::size_t samples, int rate) {
  if (const std::size_t size = reaching_block_samples(frequency, rate); size > 0)
    return {
        g_strdup_printf("Blocks of %" G_GSIZE_FORMAT
                        " samples reach it: ask for block-samples=%" G_GSIZE_FORMAT " downstream.",
                        size, size),
        g_free};
  return {g_strdup_printf("No block size reaches it (%s profile)%s. Raise min-frequency, or "
                          "resample to a lower rate.",
                          BufferConstants::profile, largest_reach(samples, rate).get()),
          g_free};
}

}  // namespace

double lowest_pitch(const Negotiated& negotiated) {
  if (negotiated.block_samples == 0) return 0.0;
  return PitchDetector::lowest_frequency(negotiated.block_samples,
                                         GST_AUDIO_INFO_RATE(&negotiated.info));
}

void report_unreached(GstElement* element, const Settings& settings, const Negotiated& negotiated) {
  const AnalysisSettings wanted = settings.for_analysis();
  const double lowest = lowest_pitch(negotiated);
  if (!wanted.pitch || wanted.min_frequency <= 0.0 || wanted.min_frequency >= lowest) return;
  const int rate = GST_AUDIO_INFO_RATE(&negotiated.info);
  GST_ELEMENT_WARNING(element, RESOURCE, SETTINGS,
                      ("min-frequency is %g Hz, but blocks of %" G_GSIZE_FORMAT
                       " samples at %d Hz reach down to %.1f Hz. %s",
                       wanted.min_frequency, negotiated.block_samples, rate, in_tenths(lowest),
                       advice(wanted.min_frequency, negotiated.block_samples, rate).get()),
                      ("a block must hold 1.2 periods of the lowest pitch"));
}

}  // namespace audioblocks::pitch_range
