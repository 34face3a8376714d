// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/base/gstbasetransform.h>
#include <gst/gst.h>

G_BEGIN_DECLS

#define GST_TYPE_AUDIO_BLOCKS (gst_audio_blocks_get_type())
G_DECLARE_FINAL_TYPE(GstAudioBlocks, gst_audio_blocks, GST, AUDIO_BLOCKS, GstBaseTransform)

GST_ELEMENT_REGISTER_DECLARE(audioblocks)

G_END_DECLS
