// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gst/gst.h>

#include "config.h"
#include "gst/base/plugin_licence.h"
#include "gst/pitchscope/gstpitchscope.h"

#define PACKAGE AUDIOBLOCKS_PACKAGE

static gboolean plugin_init(GstPlugin* plugin) { return GST_ELEMENT_REGISTER(pitchscope, plugin); }

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, pitchscope,
                  "Waveform, pitch, note and level of audio as video", plugin_init,
                  AUDIOBLOCKS_VERSION, AUDIOBLOCKS_LICENSE, AUDIOBLOCKS_PACKAGE, AUDIOBLOCKS_ORIGIN)
