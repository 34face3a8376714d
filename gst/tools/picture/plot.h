// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <string>

#include "gst/tools/picture/plot_data.h"

namespace audioblocks::tool {

/// Draws waveform, pitch on an axis of notes and level, one above the other over the same time,
/// into the file `path`, which ends in .png or .svg and is written completely or not at all.
/// `channels`: of the input. `reference_frequency`: of A4, in Hz. Returns "what is wrong; what to
/// do", or an empty text.
std::string draw_plot(const PlotData& data, const std::string& title, int channels,
                      double reference_frequency, const std::string& path);

}  // namespace audioblocks::tool
