// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/missing_level.h"

namespace audioblocks {

void report_missing_level(GstElement* element, const Settings& settings,
                          const Negotiated& negotiated) {
  if (!settings.audio_level_meta.load() || negotiated.block_samples == 0) return;
  if (negotiated.worker)
    GST_ELEMENT_WARNING(element, RESOURCE, SETTINGS,
                        ("audio-level-meta is TRUE, but with analysis-mode=worker blocks leave "
                         "before they are analyzed, so they carry no level. Set analysis-mode to "
                         "inline, or audio-level-meta to FALSE."),
                        ("the analysis runs on the helper thread"));
  else if (!settings.for_analysis().level)
    GST_ELEMENT_WARNING(element, RESOURCE, SETTINGS,
                        ("audio-level-meta is TRUE, but analyses lacks level, so blocks carry no "
                         "level. Add level to analyses, or set audio-level-meta to FALSE."),
                        ("analyses=%u", settings.analyses.load()));
}

}  // namespace audioblocks
