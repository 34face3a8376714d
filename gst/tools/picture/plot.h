// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "gst/tools/picture/plot_data.h"

namespace audioblocks::tool {

/// Draws waveform, pitch on an axis of notes and level, one above the other over the same time,
/// into `path`, which ends in .png or .svg and is written whole or not at all.
/// `channels`: of the input. `reference_frequency`: Hz of A4. Returns "what is wrong; what to do",
/// or nothing.
std::string draw_plot(const PlotData& data, const std::string& title, int channels,
                      double reference_frequency, const std::string& path);

}  // namespace audioblocks::tool
