// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <cstddef>
#include <memory>

#include "src/dsp/fft.h"

namespace audioblocks {

/// Back end on GStreamer's own FFT library (gstfft, a kissfft). An FftFactory. Sizes must come from
/// fast_fft_size(): for other prime factors than 2, 3 and 5 kissfft allocates while it runs.
std::unique_ptr<Fft> make_gst_fft(MemoryBudget& budget, std::size_t size) noexcept;

}  // namespace audioblocks
