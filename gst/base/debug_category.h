// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

/// The category `audioblocks`, of all files here.
GST_DEBUG_CATEGORY_EXTERN(gst_audio_blocks_debug);
#define GST_CAT_DEFAULT gst_audio_blocks_debug
