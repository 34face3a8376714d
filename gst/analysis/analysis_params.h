// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <glib-object.h>

#include "src/analysis/block_analysis.h"

/// The properties that every element with the analysis has, told in the same words.
namespace audioblocks::analysis_params {

inline GParamSpec* reference_frequency(GParamFlags flags) {
  return g_param_spec_double("reference-frequency", "Reference frequency",
                             "Frequency of A4 in Hz, for notes and cents", 1.0, 20000.0,
                             AnalysisSettings{}.reference_frequency, flags);
}

inline GParamSpec* clarity_threshold(GParamFlags flags) {
  return g_param_spec_double("clarity-threshold", "Clarity threshold",
                             "A pitch of less clarity is unvoiced", 0.0, 1.0,
                             AnalysisSettings{}.clarity_threshold, flags);
}

inline GParamSpec* silence_threshold(GParamFlags flags) {
  return g_param_spec_double("silence-threshold", "Silence threshold",
                             "A block of less rms (dBFS) is silent and unvoiced", min_db, 0.0,
                             AnalysisSettings{}.silence_threshold, flags);
}

}  // namespace audioblocks::analysis_params
