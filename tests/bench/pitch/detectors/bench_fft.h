// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include "config.h"
#include "src/dsp/fft.h"
#ifndef AUDIOBLOCKS_FFTW
#include "gst/fft/gst_fft.h"
#endif

namespace audioblocks {

/// The back end of the plugin in this build.
#ifdef AUDIOBLOCKS_FFTW
inline constexpr FftFactory bench_fft = make_fftw_fft;
inline constexpr const char* bench_fft_name = "FFTW";
#else
inline constexpr FftFactory bench_fft = make_gst_fft;
inline constexpr const char* bench_fft_name = "GstFFT";
#endif

}  // namespace audioblocks
