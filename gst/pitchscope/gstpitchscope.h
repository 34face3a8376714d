// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>
#include <gst/pbutils/gstaudiovisualizer.h>

G_BEGIN_DECLS

#define GST_TYPE_PITCH_SCOPE (gst_pitch_scope_get_type())
G_DECLARE_FINAL_TYPE(GstPitchScope, gst_pitch_scope, GST, PITCH_SCOPE, GstAudioVisualizer)

GST_ELEMENT_REGISTER_DECLARE(pitchscope)

G_END_DECLS
