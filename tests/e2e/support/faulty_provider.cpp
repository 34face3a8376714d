// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A plugin whose device provider aborts the process that asks it for devices, or keeps it waiting.
// It has the file name of PipeWire's plugin, whose place it takes. The environment says what the
// provider is called, and what it does.
#include <gst/gst.h>

#include <cstdlib>

namespace {

struct FaultyProvider {
  GstDeviceProvider parent;
};
struct FaultyProviderClass {
  GstDeviceProviderClass parent;
};

}  // namespace

G_DEFINE_TYPE(FaultyProvider, faulty_provider, GST_TYPE_DEVICE_PROVIDER)

static gboolean faulty_provider_start(GstDeviceProvider* /*provider*/) {
  if (g_getenv("AUDIOBLOCKS_PROVIDER_HANGS") == nullptr) std::abort();
  while (true) g_usleep(G_USEC_PER_SEC);
}

static void faulty_provider_init(FaultyProvider* /*self*/) {}

static void faulty_provider_class_init(FaultyProviderClass* klass) {
  GST_DEVICE_PROVIDER_CLASS(klass)->start = faulty_provider_start;
  gst_device_provider_class_set_static_metadata(GST_DEVICE_PROVIDER_CLASS(klass), "Fault",
                                                "Source/Audio", "Aborts or hangs", "audioblocks");
}

static gboolean plugin_init(GstPlugin* plugin) {
  const char* name = g_getenv("AUDIOBLOCKS_FAULTY_PROVIDER");
  return name == nullptr ? TRUE
                         : gst_device_provider_register(plugin, name, GST_RANK_PRIMARY,
                                                        faulty_provider_get_type());
}

#define PACKAGE "audioblocks"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, pipewire, "A provider with a fault",
                  plugin_init, "0", "LGPL", "audioblocks", "audioblocks")
