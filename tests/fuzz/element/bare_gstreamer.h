// SPDX-License-Identifier: LGPL-2.1-or-later
#pragma once

#include <gst/gst.h>

#include <cstdio>
#include <cstdlib>

#include "gst/element/gstaudioblocks.h"
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

/// GStreamer without plugins; the element is part of this program. A critical message aborts it.
class BareGstreamer {
 public:
  static bool start() {
    for (const char* variable : {"GST_PLUGIN_PATH", "GST_PLUGIN_SYSTEM_PATH"})
      g_setenv(variable, "", TRUE);
    g_setenv("GST_REGISTRY_UPDATE", "no", TRUE);
    g_setenv("GST_REGISTRY_FORK", "no", TRUE);
#ifdef __SANITIZE_ADDRESS__
    // Memory that GStreamer keeps for the life of the process is not a leak of the element.
    const __lsan::ScopedDisabler unwatched;
#endif
    gst_init(nullptr, nullptr);
    gst_debug_remove_log_function(nullptr);
    g_log_set_default_handler(end_on_critical, nullptr);
    return GST_ELEMENT_REGISTER(audioblocks, nullptr) != FALSE;
  }

 private:
  static void end_on_critical(const gchar* domain, GLogLevelFlags level, const gchar* text,
                              gpointer) {
    if ((level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) == 0) return;
    std::fprintf(stderr, "%s: %s\n", domain != nullptr ? domain : "", text);
    std::abort();
  }
};
