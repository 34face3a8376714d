// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "config.h"
#include "fft.h"
#include "gst_fft.h"

namespace audioblocks {

/// The back end that the plugin is built with.
#ifdef AUDIOBLOCKS_FFTW
inline constexpr FftFactory bench_fft = make_fftw_fft;
#else
inline constexpr FftFactory bench_fft = make_gst_fft;
#endif

}  // namespace audioblocks
