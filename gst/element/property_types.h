// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

// The enums and flags of the properties, as GObject types. Their values are those in settings.h.

#define GST_TYPE_AUDIO_BLOCKS_WINDOW (gst_audio_blocks_window_get_type())
#define GST_TYPE_AUDIO_BLOCKS_ANALYSES (gst_audio_blocks_analyses_get_type())
#define GST_TYPE_AUDIO_BLOCKS_ANALYSIS_MODE (gst_audio_blocks_analysis_mode_get_type())
#define GST_TYPE_AUDIO_BLOCKS_PARTIAL_BLOCK (gst_audio_blocks_partial_block_get_type())
#define GST_TYPE_AUDIO_BLOCKS_OVERFLOW_POLICY (gst_audio_blocks_overflow_policy_get_type())

GType gst_audio_blocks_window_get_type();
GType gst_audio_blocks_analyses_get_type();
GType gst_audio_blocks_analysis_mode_get_type();
GType gst_audio_blocks_partial_block_get_type();
GType gst_audio_blocks_overflow_policy_get_type();
