// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A level meter in C: the messages on the bus, ten a second, read by the main loop.
//
//   cc level_meter.c -o level_meter $(pkg-config --cflags --libs gstreamer-audioblocks-1.0)
//   ./level_meter [FILE]
//
// Without FILE it measures two seconds of a stereo tone that GStreamer makes.
#include <gst/audioblocks/audioblocks.h>
#include <gst/gst.h>

#define TONE "audiotestsrc freq=440 volume=0.5 num-buffers=94 ! audio/x-raw,rate=48000,channels=2"

typedef struct {
  GMainLoop *loop;
  const char *input;
  int status;
} Meter;

// A bar of one character for each 3 dB above -60.
static void print_level(guint channel, double rms, double peak) {
  const int filled = CLAMP((int)((rms + 60.0) / 3.0), 0, 20);
  g_print("  ch %u |%.*s%*s| %6.1f dB, peak %6.1f", channel, filled, "####################",
          20 - filled, "", rms, peak);
}

static void print_block(const GstStructure *block) {
  guint64 time = GST_CLOCK_TIME_NONE;
  gst_audio_block_get_stream_time(block, &time);
  g_print("%7.3f s", (double)time / GST_SECOND);
  const guint channels = gst_audio_block_count(block, GST_AUDIO_BLOCK_FIELD_RMS);
  for (guint channel = 0; channel < channels; ++channel) {
    double rms = 0.0;
    double peak = 0.0;
    gst_audio_block_get_item(block, GST_AUDIO_BLOCK_FIELD_RMS, channel, &rms);
    gst_audio_block_get_item(block, GST_AUDIO_BLOCK_FIELD_PEAK, channel, &peak);
    print_level(channel, rms, peak);
  }
  g_print("\n");
}

static void print_error(const char *input, GstMessage *message) {
  GError *error = NULL;
  gst_message_parse_error(message, &error, NULL);
  g_printerr("level_meter: %s: %s\n", input, error->message);
  g_error_free(error);
}

static gboolean on_message(GstBus *bus, GstMessage *message, gpointer data) {
  Meter *meter = data;
  (void)bus;
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ELEMENT: {
      // NULL where the message is another element's.
      const GstStructure *block = gst_audio_block_from_message(message);
      if (block != NULL) print_block(block);
      break;
    }
    case GST_MESSAGE_ERROR:
      print_error(meter->input, message);
      meter->status = 1;
      g_main_loop_quit(meter->loop);
      break;
    case GST_MESSAGE_EOS:
      g_main_loop_quit(meter->loop);
      break;
    default:
      break;
  }
  return G_SOURCE_CONTINUE;
}

// Level alone: the other analyses need not run for it.
static GstElement *make_pipeline(const char *file, GError **error) {
  char *description =
      g_strdup_printf("%s ! audioblocks analyses=level interval=100000000 ! fakesink sync=false",
                      file != NULL ? "filesrc name=file ! decodebin" : TONE);
  GstElement *pipeline = gst_parse_launch(description, error);
  g_free(description);
  if (pipeline != NULL && file != NULL) {
    // Set, not written into the description: a name may have any characters in it.
    GstElement *source = gst_bin_get_by_name(GST_BIN(pipeline), "file");
    g_object_set(source, "location", file, NULL);
    gst_object_unref(source);
  }
  return pipeline;
}

int main(int argc, char **argv) {
  gst_init(&argc, &argv);
  GError *error = NULL;
  GstElement *pipeline = make_pipeline(argc > 1 ? argv[1] : NULL, &error);
  if (pipeline == NULL) {
    g_printerr("level_meter: %s; is the plugin in GST_PLUGIN_PATH?\n", error->message);
    g_error_free(error);
    return 1;
  }

  Meter meter = {g_main_loop_new(NULL, FALSE), argc > 1 ? argv[1] : "the tone", 0};
  GstBus *bus = gst_element_get_bus(pipeline);
  gst_bus_add_watch(bus, on_message, &meter);
  gst_element_set_state(pipeline, GST_STATE_PLAYING);
  g_main_loop_run(meter.loop);

  gst_element_set_state(pipeline, GST_STATE_NULL);
  gst_bus_remove_watch(bus);
  gst_object_unref(bus);
  gst_object_unref(pipeline);
  g_main_loop_unref(meter.loop);
  return meter.status;
}
