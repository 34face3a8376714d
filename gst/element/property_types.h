// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

// The enums and flags of the properties, as GObject types. Their values are those in settings.h.

GType gst_audio_blocks_window_get_type();
GType gst_audio_blocks_analyses_get_type();
GType gst_audio_blocks_analysis_mode_get_type();
GType gst_audio_blocks_partial_block_get_type();
GType gst_audio_blocks_overflow_policy_get_type();
