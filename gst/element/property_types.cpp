// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gst/element/property_types.h"

#include "gst/analysis/settings.h"

using audioblocks::AnalysisMode;
using audioblocks::OverflowPolicy;
using audioblocks::PartialBlock;
using audioblocks::WindowType;

GType gst_audio_blocks_window_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(WindowType::hamming), "Hamming", "hamming"},
      {static_cast<gint>(WindowType::blackman), "Blackman", "blackman"},
      {static_cast<gint>(WindowType::hann), "Hann", "hann"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstAudioBlocksWindow", values);
  return type;
}

GType gst_audio_blocks_analyses_get_type() {
  static const GFlagsValue values[] = {
      {audioblocks::analysis_none, "No analysis: re-block only", "none"},
      {audioblocks::analysis_level, "RMS and peak of each channel", "level"},
      {audioblocks::analysis_spectrum, "Peak, centroid and bands of the spectrum", "spectrum"},
      {audioblocks::analysis_pitch, "Fundamental frequency, clarity and note", "pitch"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_flags_register_static("GstAudioBlocksAnalyses", values);
  return type;
}

GType gst_audio_blocks_analysis_mode_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(AnalysisMode::inlined),
       "On the streaming thread; each block carries its result", "inline"},
      {static_cast<gint>(AnalysisMode::worker),
       "On the helper thread; results come in messages and signals only", "worker"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstAudioBlocksAnalysisMode", values);
  return type;
}

GType gst_audio_blocks_partial_block_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(PartialBlock::automatic),
       "Carry it over where the stream goes on, pad it at the end of the stream, else push it "
       "short",
       "auto"},
      {static_cast<gint>(PartialBlock::pad), "Pad with silence, marked by a clipping meta", "pad"},
      {static_cast<gint>(PartialBlock::shorten), "Push a shorter buffer", "short"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstAudioBlocksPartialBlock", values);
  return type;
}

GType gst_audio_blocks_overflow_policy_get_type() {
  static const GEnumValue values[] = {
      {static_cast<gint>(OverflowPolicy::automatic), "Evict in live pipelines, wait in others",
       "auto"},
      {static_cast<gint>(OverflowPolicy::evict_oldest), "Evict the oldest entry", "evict-oldest"},
      {static_cast<gint>(OverflowPolicy::wait), "Wait for space", "wait"},
      {0, nullptr, nullptr},
  };
  static const GType type = g_enum_register_static("GstAudioBlocksOverflowPolicy", values);
  return type;
}
