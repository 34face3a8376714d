// SPDX-License-Identifier: LGPL-2.1-or-later
#include <gst/gst.h>

#include "config.h"
#include "gst/base/plugin_licence.h"
#include "gst/element/gstaudioblocks.h"

// The name of the source, which the macro below takes from here.
#define PACKAGE "audioblocks"

static gboolean plugin_init(GstPlugin* plugin) { return GST_ELEMENT_REGISTER(audioblocks, plugin); }

GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, audioblocks,
                  "Raw audio in blocks of a fixed size, with level, spectrum and pitch",
                  plugin_init, AUDIOBLOCKS_VERSION, AUDIOBLOCKS_LICENSE, AUDIOBLOCKS_PACKAGE,
                  AUDIOBLOCKS_ORIGIN)
