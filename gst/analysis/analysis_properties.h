// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "gst/analysis/property.h"
#include "gst/analysis/settings.h"
#include "src/analysis/block_analysis.h"

/// The rows that are alike in the tables of all elements with the analysis.
namespace audioblocks::analysis_properties {

template <typename Element, typename... Set>
constexpr Property<Element> min_frequency(const char* blurb, Set... set) {
  return Property<Element>::template of<&Settings::min_frequency, 0.0, G_MAXINT>(
      "min-frequency", "Minimum frequency", blurb, controllable, set...);
}

template <typename Element>
constexpr Property<Element> max_frequency(const char* blurb) {
  return Property<Element>::template of<&Settings::max_frequency, 0.0, G_MAXINT>(
      "max-frequency", "Maximum frequency", blurb, controllable);
}

template <typename Element>
constexpr Property<Element> reference_frequency() {
  return Property<Element>::template of<&Settings::reference_frequency, 1.0, 20000.0>(
      "reference-frequency", "Reference frequency",
      "Frequency of A4 in Hz, the reference for notes and cents", controllable);
}

template <typename Element>
constexpr Property<Element> clarity_threshold() {
  return Property<Element>::template of<&Settings::clarity_threshold, 0.0, 1.0>(
      "clarity-threshold", "Clarity threshold",
      "Blocks whose pitch is less clear than this are unvoiced", controllable);
}

template <typename Element>
constexpr Property<Element> silence_threshold() {
  return Property<Element>::template of<&Settings::silence_threshold, min_db, 0.0>(
      "silence-threshold", "Silence threshold",
      "Blocks with an rms below this (dBFS) are silent and unvoiced", controllable);
}

}  // namespace audioblocks::analysis_properties
