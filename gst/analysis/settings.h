// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <atomic>

#include "src/analysis/block_analysis.h"
#include "src/base/buffer_constants.h"
#include "src/track/falling_peak.h"

namespace audioblocks {

/// Bits of the `analyses` property.
enum AnalysisFlags : guint {
  analysis_none = 0,
  analysis_level = 1u << 0,
  analysis_spectrum = 1u << 1,
  analysis_pitch = 1u << 2,
  analysis_all = analysis_level | analysis_spectrum | analysis_pitch,
};

enum class PartialBlock : gint { automatic, pad, shorten };
enum class AnalysisMode : gint { inlined, worker };
enum class OverflowPolicy : gint { automatic, evict_oldest, wait };

/// The properties that can be set, with their defaults. Any thread writes them; the streaming and
/// the helper thread read them, each on its own: no value depends on another.
struct Settings {
  std::atomic<WindowType> window{default_window};
  std::atomic<guint> analyses{analysis_all};
  std::atomic<bool> multi_channel{false};
  std::atomic<AnalysisMode> analysis_mode{AnalysisMode::inlined};
  std::atomic<PartialBlock> partial_block{PartialBlock::automatic};
  std::atomic<GstClockTime> alignment_threshold{40 * GST_MSECOND};
  std::atomic<GstClockTime> discont_wait{GST_SECOND};
  std::atomic<OverflowPolicy> overflow_policy{OverflowPolicy::automatic};
  std::atomic<guint64> max_memory{BufferConstants::memory_limit};
  std::atomic<bool> adaptive{false};
  std::atomic<double> min_frequency{AnalysisSettings{}.min_frequency};
  std::atomic<double> max_frequency{AnalysisSettings{}.max_frequency};
  std::atomic<double> reference_frequency{AnalysisSettings{}.reference_frequency};
  std::atomic<double> clarity_threshold{AnalysisSettings{}.clarity_threshold};
  std::atomic<double> silence_threshold{AnalysisSettings{}.silence_threshold};
  std::atomic<guint> bands{0};
  std::atomic<guint64> peak_ttl{PeakFall{}.hold};
  std::atomic<double> peak_falloff{PeakFall{}.rate};
  std::atomic<guint> track_lag{0};
  std::atomic<bool> notes{false};
  std::atomic<bool> audio_level_meta{false};
  std::atomic<bool> post_messages{true};
  std::atomic<GstClockTime> interval{100 * GST_MSECOND};
  std::atomic<bool> buffer_debug{false};

  /// What the core needs, read once for each block.
  [[nodiscard]] AnalysisSettings for_analysis() const noexcept {
    constexpr auto relaxed = std::memory_order_relaxed;
    const guint what = analyses.load(relaxed);
    AnalysisSettings now;
    now.window = window.load(relaxed);
    now.level = (what & analysis_level) != 0;
    now.spectrum = (what & analysis_spectrum) != 0;
    now.pitch = (what & analysis_pitch) != 0;
    now.multi_channel = multi_channel.load(relaxed);
    now.min_frequency = min_frequency.load(relaxed);
    now.max_frequency = max_frequency.load(relaxed);
    now.reference_frequency = reference_frequency.load(relaxed);
    now.clarity_threshold = clarity_threshold.load(relaxed);
    now.silence_threshold = silence_threshold.load(relaxed);
    now.bands = bands.load(relaxed);
    return now;
  }
  /// What the falling peak needs, read with it.
  [[nodiscard]] PeakFall for_peaks() const noexcept {
    constexpr auto relaxed = std::memory_order_relaxed;
    return {.hold = peak_ttl.load(relaxed), .rate = peak_falloff.load(relaxed)};
  }
};

}  // namespace audioblocks
